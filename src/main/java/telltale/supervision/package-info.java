/** Background threads that are restarted after failures, and a report on those that are degraded. */
@NullMarked
package telltale.supervision;

import org.jspecify.annotations.NullMarked;
