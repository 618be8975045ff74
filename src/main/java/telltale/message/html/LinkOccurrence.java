package telltale.message.html;

/**
 * The address of a link where it is written in HTML.
 *
 * @param start its first character in the source, behind a quote if there is one
 * @param end behind its last
 * @param value what it says, character references decoded
 */
record LinkOccurrence(int start, int end, String value) {}
