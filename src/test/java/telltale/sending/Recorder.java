package telltale.sending;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import telltale.message.mime.ComposedMessage;
import telltale.model.FailureReason;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.smtp.MailSender;

/** A mail sender that records the messages and returns the outcomes that a test sets. */
final class Recorder implements MailSender {
    static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    /** The outcome of a mail that the server accepts. */
    static final Outcome ACCEPTED = new Outcome.Accepted(NOON, SmtpReply.parse(250, "250 2.0.0 ok"));

    private final Function<ComposedMessage, Outcome> outcomes;
    private final List<String> mails = new CopyOnWriteArrayList<>();

    Recorder(Function<ComposedMessage, Outcome> outcomes) {
        this.outcomes = outcomes;
    }

    @Override
    public Outcome send(ComposedMessage mail) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            mail.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        mails.add(bytes.toString(StandardCharsets.UTF_8));
        return outcomes.apply(mail);
    }

    /** A temporary failure with a reply that begins with its code. */
    static Outcome temporary(String reply) {
        SmtpReply parsed = SmtpReply.parse(Integer.parseInt(reply.substring(0, 3)), reply);
        return new Outcome.Failed(
                Outcome.Reason.TEMPORARY, Outcome.SmtpStage.RCPT, reply, parsed, FailureReason.SERVER_TROUBLE);
    }

    /** All messages, in the order of sending. */
    List<String> mails() {
        return List.copyOf(mails);
    }
}
