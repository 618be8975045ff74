package telltale.web.notifications;

import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** A mail provider that notifies Telltale. Its settings are given to its constructor. */
public interface Provider {
    /** The name in the path, in lower case. */
    String name();

    /** The octets that a request may have: SendGrid sends up to 768 kB, Amazon SNS 256 kB. */
    default int maxBytes() {
        return 1 << 20;
    }

    /**
     * Checks what the header of a request shows, such as a password, before its body is read.
     *
     * @throws ProblemException if the provider did not send it
     */
    default void checkHeader(NotificationHeader header) throws ProblemException {}

    /**
     * Verifies a request and reads its events. What is verified is never taken from the request itself, except identifiers and
     * times that a signature covers.
     *
     * @throws ProblemException if the provider did not send it, it is too old ({@link SignedTime}), or it is no JSON
     * @throws telltale.model.InvalidInputException if it is no JSON
     */
    Events read(NotificationRequest request) throws ProblemException;

    /** The refusal of a request that the provider did not send. Those that repeat it for hours let the owner correct a setting. */
    static ProblemException forged(String detail) {
        return new ProblemException(new Problem(Problem.Type.PERMISSION_DENIED, detail));
    }
}
