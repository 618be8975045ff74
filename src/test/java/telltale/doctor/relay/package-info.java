@NullMarked
package telltale.doctor.relay;

import org.jspecify.annotations.NullMarked;
