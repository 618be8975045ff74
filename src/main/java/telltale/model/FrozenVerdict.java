package telltale.model;

/**
 * The verdict on an event whose user agent was reduced, so that it cannot be judged again.
 *
 * @param isRepeated whether the same client made the same request within a second before
 */
public record FrozenVerdict(Verdict verdict, boolean isRepeated) {}
