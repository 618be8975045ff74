package telltale.model;

import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The result of an attempt to deliver one message to a mail server. */
public sealed interface Outcome {
    /** The state of the delivery after this outcome. */
    DeliveryState state();

    /** The server's reply, or the cause of the failure, in one line. */
    String detail();

    /** The server's reply that decided the outcome, or null if there was none. */
    @Nullable
    SmtpReply reply();

    /** Why the message was not accepted, or null if it was. */
    @Nullable
    FailureReason failure();

    /** Applies the function for this kind of outcome. A kind added later must be handled by every caller. */
    <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed);

    /**
     * The server replied with 250 after the end of the data.
     *
     * @param queueId the identifier that it gave the message, or null if its reply names none
     */
    record Accepted(Instant at, SmtpReply reply, @Nullable String queueId) implements Outcome {
        /** The acceptance by a server that names no identifier. */
        public Accepted(Instant at, SmtpReply reply) {
            this(at, reply, null);
        }

        @Override
        public String detail() {
            return reply.text();
        }

        @Override
        public DeliveryState state() {
            return DeliveryState.ACCEPTED;
        }

        @Override
        public @Nullable FailureReason failure() {
            return null;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return accepted.apply(this);
        }
    }

    /** The server replied with a permanent failure (RFC 5321 section 4.2.1: 5yz). */
    record Refused(SmtpStage stage, SmtpReply reply, FailureReason failure) implements Outcome {
        @Override
        public String detail() {
            return reply.text();
        }

        @Override
        public DeliveryState state() {
            return DeliveryState.REFUSED;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return refused.apply(this);
        }
    }

    /** The message was not accepted for a reason unrelated to it, or it is unknown whether it was accepted. */
    record Failed(
            Reason reason,
            SmtpStage stage,
            String detail,
            @Nullable SmtpReply reply,
            FailureReason failure) implements Outcome {
        /** A failure without a reply of the server. */
        public Failed(Reason reason, SmtpStage stage, String detail) {
            this(reason, stage, detail, null, reason.failure);
        }

        @Override
        public DeliveryState state() {
            return DeliveryState.FAILED;
        }

        /** Whether the failure occurred before the first command about a message. */
        public boolean isBeforeMail() {
            return stage.compareTo(SmtpStage.MAIL) < 0;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return failed.apply(this);
        }
    }

    /** Why an attempt failed. */
    enum Reason {
        /** no connection: connection refused, unknown host, or timeout */
        UNREACHABLE(FailureReason.NETWORK),
        /** no secure connection: STARTTLS missing, certificate not trusted, or host name mismatch */
        INSECURE(FailureReason.PROTOCOL),
        /** the server rejected the user name and password */
        CREDENTIALS(FailureReason.AUTHENTICATION),
        /** the server rejected the client or the sender permanently (5yz), and the cause can be repaired */
        SENDER_REJECTED(FailureReason.AUTHENTICATION),
        /** the server replied with a temporary failure (4yz) */
        TEMPORARY(FailureReason.SERVER_TROUBLE),
        /** the connection was lost or timed out before the message was transmitted */
        INTERRUPTED(FailureReason.NETWORK),
        /** the connection was lost between the end of the data and the reply: the message may have arrived */
        IN_DOUBT(FailureReason.NETWORK),
        /** the server does not support this message: an address in UTF-8 without SMTPUTF8 */
        UNSUPPORTED(FailureReason.PROTOCOL);

        private final FailureReason failure;

        Reason(FailureReason failure) {
            this.failure = failure;
        }

        /** Why the message was not accepted, for a failure without a reply that says more. */
        public FailureReason failure() {
            return failure;
        }
    }

    /** The stage of the SMTP conversation at which an attempt ended (RFC 5321 section 3). */
    enum SmtpStage implements WireConstant {
        CONNECT,
        EHLO,
        STARTTLS,
        AUTH,
        MAIL,
        RCPT,
        DATA,
        END_OF_DATA
    }
}
