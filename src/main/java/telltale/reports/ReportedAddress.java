package telltale.reports;

import java.util.Optional;
import telltale.model.EmailAddress;

/** An address as a report names it. */
final class ReportedAddress {
    private ReportedAddress() {}

    /** Parses an address; empty unless it is one that mail can be sent to. */
    static Optional<EmailAddress> parse(String text) {
        try {
            return Optional.of(EmailAddress.parse(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether two addresses name the same mailbox. A server may leave out the detail of a sub-address (RFC 5233). */
    static boolean isSameMailbox(EmailAddress one, EmailAddress other) {
        return withoutDetail(one.canonical()).equals(withoutDetail(other.canonical()));
    }

    private static String withoutDetail(String address) {
        int at = address.lastIndexOf('@');
        int plus = address.indexOf('+');
        return plus > 0 && plus < at ? address.substring(0, plus) + address.substring(at) : address;
    }
}
