/** Data files of rules, and the search for their text patterns in one pass. */
@NullMarked
package telltale.rules;

import org.jspecify.annotations.NullMarked;
