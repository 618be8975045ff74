/** Examines a set-up, and reports what is wrong with it and what to do. */
@NullMarked
package telltale.doctor;

import org.jspecify.annotations.NullMarked;
