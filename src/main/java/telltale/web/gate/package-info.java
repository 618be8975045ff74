/** The table of routes, and admission control: methods, authorization, request bodies, deadlines and permits. */
@NullMarked
package telltale.web.gate;

import org.jspecify.annotations.NullMarked;
