package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import telltale.failure.FailureRules;
import telltale.failure.FailureRules.Finding;

/** Reads what a report says about each recipient: from its fields, or from its text if it has none. */
final class RecipientReader {
    private static final int MAX_DIAGNOSTIC = 500;

    private final FailureFinder failures;
    private final Notice notice;
    private final List<Notice.Section> sections;

    RecipientReader(FailureRules rules, Notice notice) {
        this.failures = new FailureFinder(rules, notice.text());
        this.notice = notice;
        this.sections = notice.sections();
    }

    /** The recipients of a delivery status. */
    List<RecipientReport> ofGroups(List<Fields> groups) {
        return groups.stream().map(this::ofGroup).toList();
    }

    private RecipientReport ofGroup(Fields group) {
        RecipientReport.Address address = new RecipientReport.Address(
                AddressText.ofField(group.first("final-recipient")),
                AddressText.ofField(group.first("original-recipient")));
        String diagnostic = withoutType(group.first("diagnostic-code"));
        String rawStatus = group.first("status");
        List<String> texts = new ArrayList<>(List.of(diagnostic, statusComment(rawStatus)));
        texts.addAll(explanations(address));
        String action = FieldText.withoutComments(group.first("action")).toLowerCase(Locale.ROOT);
        return report(address, action, texts, rawStatus, withoutType(group.first("remote-mta")), origin(group));
    }

    /**
     * Who said it: the recipient's server, if the group has the fields that a report of its reply needs (RFC 3464 section 2.3),
     * or the reporting server itself, if the type of the diagnostic is not SMTP.
     */
    private static String origin(Fields group) {
        String type = diagnosticType(group.first("diagnostic-code"));
        if (type.startsWith("x-")) {
            return "Diagnostic-Type: " + type;
        }
        boolean isComplete = group.has("final-recipient") && !type.isEmpty() && group.has("remote-mta");
        return isComplete ? "Remote-MTA: " + group.first("remote-mta") : "";
    }

    private static String diagnosticType(String value) {
        int semicolon = value.indexOf(';');
        return semicolon < 0 ? "" : value.substring(0, semicolon).strip().toLowerCase(Locale.ROOT);
    }

    /** The recipients that the text names, each with what follows it. */
    List<RecipientReport> ofText(String action, List<String> otherAddresses) {
        List<RecipientReport> reports = new ArrayList<>();
        for (Notice.Section section : sections) {
            if (!isOfSystem(section.address(), otherAddresses)) {
                reports.add(ofText(section.address(), action));
            }
        }
        if (!reports.isEmpty()) {
            return reports;
        }
        String address = AddressText.all(notice.text()).stream()
                .filter(found -> !isOfSystem(found, otherAddresses))
                .findFirst()
                .orElse("");
        return List.of(ofText(address, action));
    }

    /** The recipient of a failure that another program quotes. */
    RecipientReport ofQuote(String address, String action, String status, String diagnostic) {
        RecipientReport.Address named = new RecipientReport.Address(address, "");
        return report(named, action, List.of(withoutType(diagnostic)), status, "", "");
    }

    private RecipientReport ofText(String address, String action) {
        RecipientReport.Address named = new RecipientReport.Address(address, "");
        return report(named, action, explanations(named), "", "", "");
    }

    private static boolean isOfSystem(String address, List<String> otherAddresses) {
        String lower = address.toLowerCase(Locale.ROOT);
        return lower.startsWith("mailer-daemon@")
                || lower.startsWith("postmaster@")
                || lower.startsWith("abuse@")
                || otherAddresses.stream().anyMatch(other -> other.equalsIgnoreCase(address));
    }

    private RecipientReport report(
            RecipientReport.Address address,
            String action,
            List<String> texts,
            String rawStatus,
            String remoteServer,
            String origin) {
        Finding finding = failures.reason(texts, rawStatus, origin);
        String said = texts.stream().filter(text -> !text.isBlank()).findFirst().orElse("");
        return new RecipientReport(
                address,
                action,
                status(texts, rawStatus),
                OneLine.of(said, MAX_DIAGNOSTIC),
                remoteServer,
                finding.reason(),
                List.of(finding.rule()));
    }

    /** The enhanced status code that the remote server sent, or else the one of the report. */
    private static String status(List<String> texts, String rawStatus) {
        for (String text : texts) {
            RemoteReply reply = RemoteReply.in(text);
            if (reply != null && !reply.enhanced().isEmpty()) {
                return reply.enhanced();
            }
        }
        String reported = FieldText.enhancedStatus(rawStatus);
        return reported == null ? "" : reported;
    }

    /** What the text says about a recipient, and then all of it. */
    private List<String> explanations(RecipientReport.Address address) {
        List<String> explanations = new ArrayList<>();
        for (Notice.Section section : sections) {
            if (section.address().equalsIgnoreCase(address.last())
                    || section.address().equalsIgnoreCase(address.original())) {
                explanations.add(section.text());
            }
        }
        explanations.add(notice.text());
        return explanations;
    }

    /** What follows the type in a field such as {@code smtp; 550 5.1.1 unknown}. */
    private static String withoutType(String value) {
        int semicolon = value.indexOf(';');
        boolean hasType = semicolon > 0 && value.substring(0, semicolon).strip().indexOf(' ') < 0;
        return hasType ? value.substring(semicolon + 1).strip() : value;
    }

    /** What a program writes in the field for the status besides the status itself. */
    private static String statusComment(String raw) {
        int end = FieldText.enhancedStatusEnd(raw, 0);
        String rest = end < 0 ? raw : raw.substring(end);
        return rest.strip().length() > 2 ? rest.strip() : "";
    }
}
