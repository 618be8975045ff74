/** Admission control ahead of the servlets: methods, authorization, request bodies, deadlines and permits. */
@NullMarked
package telltale.web.gate;

import org.jspecify.annotations.NullMarked;
