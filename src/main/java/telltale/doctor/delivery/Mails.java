package telltale.doctor.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import telltale.doctor.Finding;
import telltale.inbound.MailHeader;
import telltale.message.mime.ComposedMessage;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Outcome;
import telltale.model.ReportKind;
import telltale.store.TestDeliveries;
import telltale.store.TestDeliveries.Mail;

/** The mails of a test: one by each mail server to this installation, and one to an address that does not exist. */
final class Mails {
    private final TestDeliveries tests;
    private final TestMailer mailer;
    private final Clock clock;
    private final Supplier<DeliveryId> deliveries;
    private final List<Finding> findings = new ArrayList<>();
    private final List<Sent> waiting = new ArrayList<>();

    /** @param deliveries creates and stores a test delivery */
    Mails(TestDeliveries tests, TestMailer mailer, Clock clock, Supplier<DeliveryId> deliveries) {
        this.tests = tests;
        this.mailer = mailer;
        this.clock = clock;
        this.deliveries = deliveries;
    }

    /**
     * A mail that a server accepted.
     *
     * @param isInvalid whether its recipient does not exist
     */
    private record Sent(
            TestMailer.Server server, DeliveryId delivery, ReceivedMail mail, Instant at, boolean isInvalid) {
        String name() {
            return isInvalid ? "a bounce" : server.name();
        }
    }

    List<Finding> findings() {
        return findings;
    }

    /** The names of what has not come back yet. */
    List<String> waitingFor() {
        return waiting.stream().map(Sent::name).toList();
    }

    /** Sends a mail by each server. */
    void send() {
        mailer.otherServers()
                .forEach(name -> findings.add(
                        MailFinding.MAIL_NOT_SENT.of(name, "It sends no mail from " + mailer.fromDomain() + ".")));
        for (TestMailer.Server server : mailer.servers()) {
            DeliveryId delivery = deliveries.get();
            EmailAddress to = mailer.ownAddress(delivery);
            Outcome outcome = send(server, delivery, to, false);
            boolean isAccepted = outcome instanceof Outcome.Accepted;
            findings.add((isAccepted ? MailFinding.MAIL_ACCEPTED : MailFinding.MAIL_REFUSED)
                    .of(server.name(), outcome.detail()));
            if (isAccepted && !mailer.isReadBack()) {
                findings.add(MailFinding.MAIL_NOT_READ.of(server.name(), "It was sent to " + to.masked() + "."));
            }
        }
    }

    /** Sends a mail that has to bounce, by the first server. */
    void sendInvalid() {
        Optional<EmailAddress> invalid = mailer.invalidAddress();
        if (mailer.servers().isEmpty() || invalid.isEmpty() || !mailer.isReadBack()) {
            findings.add(MailFinding.BOUNCE_NOT_TRIED.of(
                    "EMAIL_BOUNCES", "There is no return path in a domain of one's own that is read here."));
            return;
        }
        Outcome outcome = send(mailer.servers().get(0), deliveries.get(), invalid.get(), true);
        if (!(outcome instanceof Outcome.Accepted)) {
            findings.add(MailFinding.BOUNCE_REFUSED_AT_ONCE.of(invalid.get().asciiDomain(), outcome.detail()));
        }
    }

    private Outcome send(TestMailer.Server server, DeliveryId delivery, EmailAddress to, boolean isInvalid) {
        Instant at = clock.instant();
        ComposedMessage mail = mailer.compose(delivery, to);
        Outcome outcome = server.sender().send(mail);
        if (outcome instanceof Outcome.Accepted && mailer.isReadBack()) {
            waiting.add(new Sent(server, delivery, new ReceivedMail(octets(mail)), at, isInvalid));
        }
        return outcome;
    }

    private static ImmutableBytes octets(ComposedMessage mail) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(mail.size());
        try {
            mail.writeTo(octets);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new ImmutableBytes(octets.toByteArray());
    }

    /** Looks for what came back; returns whether all did. */
    boolean look() {
        for (Sent sent : List.copyOf(waiting)) {
            tests.mails(sent.delivery).stream().findFirst().ifPresent(mail -> {
                waiting.remove(sent);
                findings.addAll(sent.isInvalid ? bounce(sent, mail) : arrival(sent, mail));
            });
        }
        return waiting.isEmpty();
    }

    private List<Finding> arrival(Sent sent, Mail mail) {
        if (isReport(mail)) {
            return List.of(MailFinding.MAIL_BOUNCED.of(sent.name(), subject(mail)));
        }
        return new ReceivedCheck(sent.name(), mailer.fromDomain(), mailer.base())
                .of(new ReceivedMail(mail.octets()), sent.mail, sent.at, mail.receivedAt());
    }

    private static List<Finding> bounce(Sent sent, Mail mail) {
        MailFinding type = isReport(mail) ? MailFinding.BOUNCE_RECEIVED : MailFinding.BOUNCE_ADDRESS_EXISTS;
        long seconds = mail.receivedAt().getEpochSecond() - sent.at.getEpochSecond();
        return List.of(type.of(sent.server.name(), "After " + seconds + " s: " + subject(mail)));
    }

    private static boolean isReport(Mail mail) {
        return mail.kind().equals(ReportKind.BOUNCE.wireName()) || mail.kind().equals(ReportKind.DELAY.wireName());
    }

    private static String subject(Mail mail) {
        return MailHeader.of(mail.octets().toBytes()).all("subject").findFirst().orElse("(without a subject)");
    }

    /** Gives up what has not come back. */
    void giveUp() {
        for (Sent sent : waiting) {
            findings.add((sent.isInvalid ? MailFinding.BOUNCE_MISSING : MailFinding.MAIL_MISSING)
                    .of(sent.server.name(), "It was accepted at " + sent.at + "."));
        }
        waiting.clear();
    }
}
