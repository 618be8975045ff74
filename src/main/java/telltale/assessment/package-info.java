/**
 * Applies the rules of {@link telltale.judging} to stored events: in the background, again after a change of rules, and
 * for single responses.
 */
@NullMarked
package telltale.assessment;

import org.jspecify.annotations.NullMarked;
