package telltale.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import telltale.failure.FailureRules;
import telltale.inbound.KindRules.Clue;
import telltale.model.ReportKind;
import telltale.rules.TextRules.Rule;

/**
 * Reads mails that came back. No mail is refused: one that cannot be parsed is read as text, and one that no rule recognizes is
 * {@link ReportKind#UNRELATED}.
 */
public final class ReportReader {
    /** The octets of a mail that are read. */
    public static final int MAX_OCTETS = MailPrefix.MAX_SIZE;

    private static final int MAX_TEXT = 1 << 18;
    private static final String FAILED = "failed";
    private static final String DELAYED = "delayed";

    private final KindRules kinds = KindRules.builtIn();
    private final FailureRules failures = FailureRules.builtIn();

    /**
     * Reads a mail, at most its first two megabytes.
     *
     * @throws IOException if the stream cannot be read
     */
    public Report read(InputStream mail) throws IOException {
        return read(MailPrefix.read(mail), ReturnEnvelope.UNKNOWN);
    }

    /** Reads a mail that arrived in this envelope. */
    public Report read(byte[] octets, ReturnEnvelope envelope) {
        ParsedMail mail = ParsedMail.of(octets);
        String text = text(mail);
        Notice notice = Notice.of(text);
        StructuredReport report = StructuredReport.of(mail, text);
        RecipientReader recipients = new RecipientReader(failures, notice);
        List<RecipientReport> reported = recipients.ofGroups(report.groups());
        Map<Clue, String> clues = KindClues.of(mail, notice, report, reported, envelope);
        Optional<Rule<ReportKind>> rule = kinds.first(clues);
        ReportKind kind = rule.map(Rule::result).orElse(ReportKind.UNRELATED);
        List<RecipientReport> named = recipients(kind, mail, report, reported, recipients);
        return new Report(
                kind,
                named,
                IdentifierCollector.collect(mail, notice, report, envelope),
                evidence(clues, report),
                reasons(rule, kind, named),
                version());
    }

    /**
     * Classifies the failure of one recipient that a provider reports.
     *
     * @param status the enhanced status code, or an empty text
     * @param diagnostic the reply of the recipient's server or an explanation, also as a field {@code Diagnostic-Code}
     */
    public RecipientReport quoted(String recipient, String action, String status, String diagnostic) {
        return new RecipientReader(failures, Notice.of("")).ofQuote(recipient, action, status, diagnostic);
    }

    /** The versions of the rules. */
    public String version() {
        return kinds.version() + "+reasons-" + failures.version();
    }

    /** The text for the reader: plain, or else from HTML. */
    private static String text(ParsedMail mail) {
        if (mail.parts().isEmpty()) {
            return mail.body();
        }
        String plain = text(mail.parts(), MailPart::isText);
        return plain.isBlank() ? HtmlText.of(text(mail.parts(), MailPart::isHtml)) : plain;
    }

    /** The texts before the returned message. */
    private static String text(List<MailPart> parts, Predicate<MailPart> wanted) {
        StringBuilder text = new StringBuilder();
        for (MailPart part : parts) {
            if (part.isReturned() || text.length() >= MAX_TEXT) {
                break;
            }
            if (wanted.test(part)) {
                text.append(part.text(MAX_TEXT - text.length())).append('\n');
            }
        }
        return text.toString();
    }

    private static List<RecipientReport> recipients(
            ReportKind kind,
            ParsedMail mail,
            StructuredReport report,
            List<RecipientReport> reported,
            RecipientReader reader) {
        return switch (kind) {
            case BOUNCE, DELAY -> {
                String action = kind == ReportKind.BOUNCE ? FAILED : DELAYED;
                List<String> others = mail.addresses("to", "from", "cc").toList();
                yield reported.isEmpty() ? reader.ofText(action, others) : withAction(reported, action);
            }
            case SUCCESS -> reported;
            case COMPLAINT ->
                named(Stream.concat(
                        report.fields().all("original-rcpt-to"), report.fields().all("removal-recipient")));
            case RECEIPT, AUTO_REPLY, REPLY, UNSUBSCRIBE -> {
                List<RecipientReport> named = named(report.fields().all("final-recipient"));
                yield named.isEmpty() ? named(mail.addresses("from").limit(1)) : named;
            }
            case UNRELATED -> List.of();
        };
    }

    /** Fills in the action that follows from the kind: for reports without one, and for a delay that is final. */
    private static List<RecipientReport> withAction(List<RecipientReport> reported, String action) {
        boolean isStated =
                reported.stream().anyMatch(recipient -> recipient.action().equals(action));
        return reported.stream()
                .map(recipient -> recipient.action().isEmpty()
                                || (!isStated && recipient.action().equals(DELAYED))
                        ? recipient.withAction(action)
                        : recipient)
                .toList();
    }

    private static List<RecipientReport> named(Stream<String> fields) {
        return fields.map(AddressText::ofField)
                .filter(address -> !address.isEmpty())
                .distinct()
                .map(RecipientReport::named)
                .toList();
    }

    private static Report.Evidence evidence(Map<Clue, String> clues, StructuredReport report) {
        Disposition disposition = report.disposition();
        boolean isMachine = KindClues.NULL_SENDER.equals(clues.get(Clue.SENDER))
                || report.has("delivery-status")
                || report.has("feedback-report")
                || report.has(StructuredReport.HOTMAIL)
                || disposition != null;
        return new Report.Evidence(isMachine, clues.getOrDefault(Clue.FEEDBACK, ""), disposition);
    }

    private static List<String> reasons(
            Optional<Rule<ReportKind>> rule, ReportKind kind, List<RecipientReport> recipients) {
        List<String> reasons = new ArrayList<>();
        rule.map(Rule::id).ifPresent(reasons::add);
        if (kind == ReportKind.BOUNCE || kind == ReportKind.DELAY) {
            recipients.stream()
                    .flatMap(recipient -> recipient.rules().stream())
                    .distinct()
                    .forEach(reasons::add);
        }
        return reasons;
    }
}
