@NullMarked
package telltale.doctor.mx;

import org.jspecify.annotations.NullMarked;
