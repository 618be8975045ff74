package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The fields for programs in a mail.
 *
 * @param structure the kinds of report parts, separated by spaces
 * @param fields the fields of the report as a whole
 * @param groups the fields about each recipient
 */
record StructuredReport(String structure, Fields fields, List<Fields> groups) {
    /** A complaint of Hotmail, which names the recipient in a field of its header or of the message that it returns. */
    static final String HOTMAIL = "hotmail-report";

    private static final String HOTMAIL_RECIPIENT = "x-hmxmroriginalrecipient";
    private static final String FEEDBACK = "feedback-report";
    private static final String DISPOSITION = "disposition-notification";
    /** The report types of a multipart (RFC 6522 section 3), and a field that each such report has. */
    private static final Map<String, String> ANNOUNCED = Map.of(DISPOSITION, "disposition", FEEDBACK, "feedback-type");

    private static final int MAX_SIZE = 1 << 18;
    private static final int MAX_HEADER_SIZE = 1 << 14;

    static StructuredReport of(ParsedMail mail, String text) {
        List<String> structure = new ArrayList<>();
        Fields fields = new Fields();
        List<Fields> groups = new ArrayList<>();
        for (MailPart part : mail.parts()) {
            if (part.isDeliveryStatus()) {
                structure.add("delivery-status");
                addStatus(Octets.decode(part.octets(MAX_SIZE), null), fields, groups);
            } else if (part.isDisposition() || part.isFeedback()) {
                structure.add(part.isFeedback() ? FEEDBACK : DISPOSITION);
                addAll(Octets.decode(part.octets(MAX_SIZE), null), fields);
            } else if (part.isReturned()) {
                structure.add("returned-message");
            }
        }
        addMistyped(mail, structure, fields);
        if (groups.isEmpty() && !structure.contains(FEEDBACK) && hasStatusFields(text)) {
            structure.add("delivery-status-text");
            addStatus(text, fields, groups);
        }
        if (groups.isEmpty()) {
            addHotmail(mail, structure, fields);
        }
        return new StructuredReport(String.join(" ", structure), fields, groups);
    }

    /** Adds a report that the mail announces, although its part has another type, as gateways give it. */
    private static void addMistyped(ParsedMail mail, List<String> structure, Fields fields) {
        String type = mail.header().first("content-type").toLowerCase(Locale.ROOT);
        ANNOUNCED.forEach((announced, field) -> {
            if (!type.contains("report-type") || !type.contains(announced) || structure.contains(announced)) {
                return;
            }
            mail.parts().stream()
                    .filter(part -> !part.isReturned())
                    .map(part -> Octets.decode(part.octets(MAX_SIZE), null))
                    .filter(text -> FieldReader.header(text).has(field))
                    .findFirst()
                    .ifPresent(text -> {
                        structure.add(announced);
                        addAll(text, fields);
                    });
        });
    }

    private static void addHotmail(ParsedMail mail, List<String> structure, Fields fields) {
        List<String> recipients = Stream.concat(
                        mail.header().all(HOTMAIL_RECIPIENT),
                        mail.returned()
                                .map(part -> FieldReader.header(part.text(MAX_HEADER_SIZE)))
                                .flatMap(header -> header.all(HOTMAIL_RECIPIENT)))
                .distinct()
                .toList();
        recipients.forEach(recipient -> fields.add("original-rcpt-to", recipient));
        if (!recipients.isEmpty()) {
            structure.add(HOTMAIL);
        }
    }

    /** Whether a text contains the fields of a delivery status, as a part that lost its type does. */
    private static boolean hasStatusFields(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("\nfinal-recipient:") && (lower.contains("\naction:") || lower.contains("\nstatus:"));
    }

    private static void addStatus(String text, Fields fields, List<Fields> groups) {
        StatusGroups status = StatusGroups.of(FieldReader.blocks(text));
        status.message().list().forEach(field -> fields.add(field.name(), field.value()));
        groups.addAll(status.recipients());
    }

    private static void addAll(String text, Fields fields) {
        FieldReader.blocks(text)
                .forEach(block -> block.list().forEach(field -> fields.add(field.name(), field.value())));
    }

    /** The disposition, or null if there is none. */
    @Nullable
    Disposition disposition() {
        return has(DISPOSITION) ? Disposition.parse(fields.first("disposition")) : null;
    }

    boolean has(String kind) {
        return structure.contains(kind);
    }
}
