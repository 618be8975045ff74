package telltale.readers;

import java.util.List;

/**
 * A mail as a program parsed it.
 *
 * @param from the mailboxes of the field, as {@code name <address>}; the others likewise
 * @param tree the content types, those of a part's children in parentheses
 * @param leaves the parts without children, in order
 */
record ReadMail(
        List<String> from,
        List<String> to,
        List<String> cc,
        List<String> replyTo,
        String subject,
        String tree,
        List<Leaf> leaves) {
    /**
     * A part without children; what it lacks is empty.
     *
     * @param method the parameter of an invitation (RFC 6047 section 2.4)
     * @param content a text with LF line ends, or base64 of other content
     */
    record Leaf(
            String type,
            String charset,
            String method,
            String disposition,
            String name,
            String contentId,
            String content) {}
}
