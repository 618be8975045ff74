@NullMarked
package telltale.doctor.spf;

import org.jspecify.annotations.NullMarked;
