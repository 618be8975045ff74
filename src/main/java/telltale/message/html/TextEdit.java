package telltale.message.html;

/**
 * The replacement of a range of a text.
 *
 * @param start the index of the first replaced character
 * @param end the index after the last one; equal for an insertion
 * @param replacement what stands there afterwards
 */
public record TextEdit(int start, int end, String replacement) {}
