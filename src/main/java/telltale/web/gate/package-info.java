/** Decides about a request before a servlet sees it: methods, callers, bodies, deadlines and permits. */
@NullMarked
package telltale.web.gate;

import org.jspecify.annotations.NullMarked;
