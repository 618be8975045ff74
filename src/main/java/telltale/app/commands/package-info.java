/** The commands of the launcher that work on data without serving it: judge, move, recount, rejudge. */
@NullMarked
package telltale.app.commands;

import org.jspecify.annotations.NullMarked;
