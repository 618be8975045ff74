/** Background threads that outlive the failure of the work they do, and a report of those that do not do their duty. */
@NullMarked
package telltale.supervision;

import org.jspecify.annotations.NullMarked;
