/** What an event means, by a numbered ruleset, and how many read, honestly: pure functions and data files. */
@NullMarked
package telltale.judging;

import org.jspecify.annotations.NullMarked;
