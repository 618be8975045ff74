package telltale.settings;

/** What happens to a mail in a mailbox when its report is stored. */
public sealed interface AfterReading {
    /** It is marked as read, and kept. */
    record MarkSeen() implements AfterReading {}

    /** It is moved to another folder of an IMAP mailbox, which is created if it is missing. */
    record Move(String folder) implements AfterReading {}

    /** It is deleted. */
    record Delete() implements AfterReading {}

    /**
     * Parses {@code seen}, {@code move:Folder} or {@code delete}.
     *
     * @throws IllegalArgumentException with the reason, or an empty message
     */
    static AfterReading parse(String text) {
        if (text.startsWith("move:")) {
            String folder = text.substring("move:".length()).strip();
            if (folder.isEmpty()) {
                throw new IllegalArgumentException("it names no folder");
            }
            return new Move(folder);
        }
        return switch (text) {
            case "seen" -> new MarkSeen();
            case "delete" -> new Delete();
            default -> throw new IllegalArgumentException("");
        };
    }
}
