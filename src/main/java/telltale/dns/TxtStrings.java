package telltale.dns;

/** The text form that the JDK's DNS client gives the strings of a TXT record. */
final class TxtStrings {
    private TxtStrings() {}

    /**
     * Joins the strings of a record without a separator (RFC 7208 section 3.3, RFC 6376 section 3.6.2.2).
     *
     * @param record the strings, separated by spaces; those that are empty or contain a space, a quote or a backslash are
     *     in quotes, with backslashes before quotes and backslashes
     */
    static String join(String record) {
        StringBuilder joined = new StringBuilder(record.length());
        boolean quoted = false;
        for (int i = 0; i < record.length(); i++) {
            char c = record.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted && c == '\\' && i + 1 < record.length()) {
                i++;
                joined.append(record.charAt(i));
            } else if (quoted || c != ' ') {
                joined.append(c);
            }
        }
        return joined.toString();
    }
}
