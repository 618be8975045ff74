package telltale.inbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.reports.Consequences;
import telltale.store.DeliveryStanding;
import telltale.store.NewReport;
import telltale.store.ReportFacts;

/** What mails of a corpus are found to be about, and which of their recipients would be suppressed at worst. */
final class CorpusFindings {
    private static final Set<String> MAY_BE_SUPPRESSED = Set.of("hard", "hard-or-soft", "complaint", "unsubscribe");
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final DeliveryId DELIVERY = new DeliveryId(Uuid7.at(NOON, new Random(1)));
    private static final EmailAddress ANYBODY = EmailAddress.parse("ann@example.com");

    private final Consequences consequences = new Consequences();
    private final List<String> wronglySuppressed = new ArrayList<>();
    private int recipients;
    private int recipientsFound;
    private int messages;
    private int messagesFound;
    private int living;

    void add(Corpus.Mail mail, Report report) {
        if (has(mail, "recipient")) {
            recipients++;
            recipientsFound += names(report, mail.truth().getString("recipient")) ? 1 : 0;
        }
        if (has(mail, "original_message_id")) {
            messages++;
            messagesFound += report.identifiers().messageId().equals(mail.text("original_message_id")) ? 1 : 0;
        }
        if (!MAY_BE_SUPPRESSED.contains(mail.type())) {
            living++;
            if (wouldSuppress(mail.octets(), report)) {
                wronglySuppressed.add(mail.file());
            }
        }
    }

    private static boolean has(Corpus.Mail mail, String name) {
        return mail.truth().containsKey(name) && !mail.truth().isNull(name);
    }

    private static boolean names(Report report, String recipient) {
        return report.recipients().stream()
                .map(RecipientReport::address)
                .anyMatch(address -> address.last().equalsIgnoreCase(recipient)
                        || address.original().equalsIgnoreCase(recipient));
    }

    /** Whether the recipient is suppressed if the report has a valid signed address and the null sender. */
    private boolean wouldSuppress(ImmutableBytes octets, Report report) {
        ReportFacts facts = facts(report);
        NewReport stored = new NewReport(
                DELIVERY.value(),
                NOON,
                ReportSource.SMTP,
                Sha256.of(octets),
                facts,
                DELIVERY,
                ReportMatch.TOKEN,
                octets,
                null);
        DeliveryStanding standing =
                new DeliveryStanding(DeliveryState.ACCEPTED, NOON, recipient(facts), null, false, 0, Duration.ZERO);
        return consequences.decide(stored, facts, false, standing).suppression() != null;
    }

    /** The recipient that the report names, as if the mail had been sent to it. */
    private static EmailAddress recipient(ReportFacts facts) {
        try {
            return EmailAddress.parse(facts.recipient());
        } catch (IllegalArgumentException notAnAddress) {
            return ANYBODY;
        }
    }

    private static ReportFacts facts(Report report) {
        Optional<RecipientReport> main = report.main();
        String feedback = report.evidence().feedbackType();
        return new ReportFacts(
                report.kind(),
                main.map(RecipientReport::reason).orElse(report.reason()),
                main.map(RecipientReport::status).orElse(""),
                feedback.isEmpty() ? main.map(RecipientReport::action).orElse("") : feedback,
                main.map(recipient -> recipient.address().preferred()).orElse(""),
                "",
                report.identifiers().messageId(),
                true,
                false,
                report.reasons(),
                report.ruleset());
    }

    /** The share of the recipients in the truths that were found; NaN if there are none. */
    double recipientsFound() {
        return (double) recipientsFound / recipients;
    }

    /** The share of the Message-IDs in the truths that were found; NaN if there are none. */
    double messagesFound() {
        return (double) messagesFound / messages;
    }

    /** The mails about mailboxes that exist, whose recipients would be suppressed. */
    List<String> wronglySuppressed() {
        return wronglySuppressed;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "recipient found %d of %d, message found %d of %d, wrongly suppressed %d of %d %s%n",
                recipientsFound,
                recipients,
                messagesFound,
                messages,
                wronglySuppressed.size(),
                living,
                wronglySuppressed);
    }
}
