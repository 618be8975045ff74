@NullMarked
package telltale.doctor.delivery;

import org.jspecify.annotations.NullMarked;
