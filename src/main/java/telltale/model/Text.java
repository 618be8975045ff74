package telltale.model;

/** What a one-line text may hold. */
final class Text {
    private Text() {}

    /** Refuses what could end a header line or hide in one: control characters, line separators, lone surrogates. */
    static void refuseControls(String field, String text) {
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE) {
                throw new BadInput(
                        field,
                        String.format("%s is one line without control characters, but it holds U+%04X", field, c));
            }
        });
    }
}
