package telltale.store;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The last event of a page, by the key in which a database orders events. */
public record EventCursor(long high, long low) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16})");

    /** The cursor of an event's id. */
    public static EventCursor of(UUID id) {
        return new EventCursor(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    /**
     * Reads a cursor.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static EventCursor parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected the \"next\" of the page before");
        }
        return new EventCursor(Long.parseUnsignedLong(parts.group(1), 16), Long.parseUnsignedLong(parts.group(2), 16));
    }

    /** The cursor as an id. */
    public UUID id() {
        return new UUID(high, low);
    }

    @Override
    public String toString() {
        return Long.toHexString(high) + "-" + Long.toHexString(low);
    }
}
