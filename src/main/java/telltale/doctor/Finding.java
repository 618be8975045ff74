package telltale.doctor;

/**
 * One result of a check.
 *
 * @param subject the domain, host, folder or setting that was checked
 * @param seen what was seen, without control characters; texts of others are shortened
 */
public record Finding(FindingType type, String subject, String seen) {
    private static final int MAX_LENGTH = 400;

    public Finding {
        subject = printable(subject);
        seen = printable(seen);
    }

    public Level level() {
        return type.level();
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .limit(MAX_LENGTH)
                .map(c -> Character.isISOControl(c) || isInvisible(c) ? '?' : c)
                .forEach(printable::appendCodePoint);
        return text.codePointCount(0, text.length()) > MAX_LENGTH ? printable + "…" : printable.toString();
    }

    /** Whether a character is invisible, or changes the order of others. */
    private static boolean isInvisible(int c) {
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.SURROGATE || type == Character.UNASSIGNED;
    }
}
