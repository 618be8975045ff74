/** The commands of the launcher that work on stored data without a server: judge, move, recount, rejudge. */
@NullMarked
package telltale.app.commands;

import org.jspecify.annotations.NullMarked;
