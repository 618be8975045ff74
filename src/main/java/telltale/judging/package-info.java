/** Judges events by a versioned ruleset, and estimates open rates with their uncertainty: pure functions and data files. */
@NullMarked
package telltale.judging;

import org.jspecify.annotations.NullMarked;
