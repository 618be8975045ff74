package telltale.model;

import java.time.Instant;
import java.util.function.Function;

/** How an attempt to hand one mail to a server ended. */
public sealed interface Outcome {
    /** The state that a delivery takes by it. */
    DeliveryState state();

    /** What there is to say about it, in one line: the server's reply, or what went wrong. */
    String detail();

    /** What one says of each kind of outcome; a kind that is added later has to be spoken of everywhere. */
    <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed);

    /** The server said 250 after the end of the data. */
    record Accepted(Instant at, String detail) implements Outcome {
        @Override
        public DeliveryState state() {
            return DeliveryState.ACCEPTED;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return accepted.apply(this);
        }
    }

    /** The server answered, and its answer was no, for ever (RFC 5321 section 4.2.1: 5yz). */
    record Refused(SmtpStage stage, int code, String detail) implements Outcome {
        @Override
        public DeliveryState state() {
            return DeliveryState.REFUSED;
        }

        @Override
        public <T> T match(Function<Accepted, T> accepted, Function<Refused, T> refused, Function<Failed, T> failed) {
            return refused.apply(this);
        }
    }

    /** The mail was not taken for a reason that says nothing about the mail, or nobody knows whether it was taken. */
    record Failed(Reason reason, SmtpStage stage, String detail) implements Outcome {
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
        /** no connection: nobody listens, no such host, no answer in time */
        UNREACHABLE,
        /** no secured connection: STARTTLS missing, certificate not trusted, name not matching */
        INSECURE,
        /** the server did not take user and password */
        CREDENTIALS,
        /** the server said "not now" (4yz) */
        TEMPORARY,
        /** the conversation broke off, or the server fell silent, before the mail was handed over */
        INTERRUPTED,
        /** it broke off after the end of the data was sent and before the reply: it may have arrived */
        IN_DOUBT,
        /** the server cannot take such a mail: an address in UTF-8 without SMTPUTF8 */
        UNSUPPORTED
    }

    /** The step of the SMTP conversation that an outcome belongs to (RFC 5321 section 3). */
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
