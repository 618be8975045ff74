@NullMarked
package telltale.doctor;

import org.jspecify.annotations.NullMarked;
