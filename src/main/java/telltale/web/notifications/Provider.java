package telltale.web.notifications;

import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** A mail provider that sends notifications. */
public interface Provider {
    /** The name in the path, in lower case. */
    String name();

    /** The octets that a request may have: SendGrid sends up to 768 kB, Amazon SNS 256 kB. */
    default int maxBytes() {
        return 1 << 20;
    }

    /**
     * Checks the header of a request, such as a login, before the body is read.
     *
     * @throws ProblemException if the provider did not send it
     */
    default void checkHeader(NotificationHeader header) throws ProblemException {}

    /**
     * Verifies a request and reads its events. What is verified is never taken from the request itself, except identifiers and
     * times that a signature covers.
     *
     * @throws ProblemException if the provider did not send it, or it is too old ({@link SignedTime})
     * @throws telltale.model.InvalidInputException if it is not JSON
     */
    Events read(NotificationRequest request) throws ProblemException;

    /** The refusal of a request that the provider did not send. Most providers repeat it, so a wrong setting can be corrected. */
    static ProblemException forged(String detail) {
        return new ProblemException(new Problem(Problem.Type.PERMISSION_DENIED, detail));
    }
}
