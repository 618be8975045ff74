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

    /** Applies the function for this kind of outcome. A kind added later must be handled by every caller. */
    <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed);

    /** The server replied with 250 after the end of the data. */
    record Accepted(Instant at, SmtpReply reply) implements Outcome {
        @Override
        public String detail() {
            return reply.text();
        }

        @Override
        public DeliveryState state() {
            return DeliveryState.ACCEPTED;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return accepted.apply(this);
        }
    }

    /** The server replied with a permanent failure (RFC 5321 section 4.2.1: 5yz). */
    record Refused(SmtpStage stage, SmtpReply reply) implements Outcome {
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
            @Nullable SmtpReply reply) implements Outcome {
        /** A failure without a reply of the server. */
        public Failed(Reason reason, SmtpStage stage, String detail) {
            this(reason, stage, detail, null);
        }

        @Override
        public DeliveryState state() {
            return DeliveryState.FAILED;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return failed.apply(this);
        }
    }

    /** Why an attempt failed. */
    enum Reason {
        /** no connection: connection refused, unknown host, or timeout */
        UNREACHABLE,
        /** no secure connection: STARTTLS missing, certificate not trusted, or host name mismatch */
        INSECURE,
        /** the server rejected the user name and password */
        CREDENTIALS,
        /** the server replied with a temporary failure (4yz) */
        TEMPORARY,
        /** the connection was lost or timed out before the message was transmitted */
        INTERRUPTED,
        /** the connection was lost between the end of the data and the reply: the message may have arrived */
        IN_DOUBT,
        /** the server does not support this message: an address in UTF-8 without SMTPUTF8 */
        UNSUPPORTED
    }

    /** The stage of the SMTP conversation at which an attempt ended (RFC 5321 section 3). */
    enum SmtpStage {
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
