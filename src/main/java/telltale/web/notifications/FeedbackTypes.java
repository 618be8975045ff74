package telltale.web.notifications;

import java.util.Set;

/** The types of feedback about a mail (RFC 5965 section 7.3, RFC 6430, RFC 6591). */
final class FeedbackTypes {
    private static final Set<String> NO_COMPLAINTS = Set.of("not-spam", "auth-failure");

    private FeedbackTypes() {}

    /** Whether feedback is the complaint of a recipient; an unknown type is. */
    static boolean isComplaint(String type) {
        return !NO_COMPLAINTS.contains(type);
    }
}
