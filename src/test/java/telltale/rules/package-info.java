/** Tests of the data files of rules, and of the search for text patterns. */
@NullMarked
package telltale.rules;

import org.jspecify.annotations.NullMarked;
