package telltale.message.calendar;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import telltale.model.EmailAddress;

/** The email address of an organizer or attendee, which is a mailto URI (RFC 5545 section 3.3.3, RFC 6068). */
final class CalendarAddress {
    private static final String MAILTO = "mailto:";

    private CalendarAddress() {}

    static boolean isMailto(String uri) {
        return uri.regionMatches(true, 0, MAILTO, 0, MAILTO.length());
    }

    /**
     * The address in a property.
     *
     * @throws telltale.model.InvalidInputException naming the line if it is no mailto URI of one address
     */
    static EmailAddress parse(ContentLine line) {
        return find(line.value())
                .orElseThrow(() -> line.error(line.name() + " must be an address such as mailto:ann@example.com"));
    }

    /** The address of a mailto URI; empty for anything else. */
    static Optional<EmailAddress> find(String uri) {
        if (!isMailto(uri)) {
            return Optional.empty();
        }
        try {
            // In a URI a plus sign is no space.
            String escaped = uri.substring(MAILTO.length()).replace("+", "%2B");
            return Optional.of(EmailAddress.parse(URLDecoder.decode(escaped, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    /** Whether two addresses reach the same mailbox, as most servers treat case in the local part. */
    static boolean isSame(EmailAddress one, EmailAddress other) {
        return one.wireForm().equalsIgnoreCase(other.wireForm());
    }
}
