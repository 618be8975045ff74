@NullMarked
package telltale.doctor.host;

import org.jspecify.annotations.NullMarked;
