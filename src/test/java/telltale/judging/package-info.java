/** Tests of verdicts, their independence of order, and the coverage of the intervals of open rates. */
@NullMarked
package telltale.judging;

import org.jspecify.annotations.NullMarked;
