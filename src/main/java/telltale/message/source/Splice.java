package telltale.message.source;

/**
 * The replacement of a range of the octets of a mail.
 *
 * @param start the index of the first replaced octet
 * @param end the index after the last one; equal for an insertion
 * @param octets what stands there afterwards, an octet in each character
 */
record Splice(int start, int end, String octets) {}
