package telltale.message.html;

/**
 * The URL of a link at its position in HTML.
 *
 * @param start the index of its first character in the source, after a quote if there is one
 * @param end the index after its last character
 * @param value the URL with character references decoded
 */
record LinkOccurrence(int start, int end, String value) {}
