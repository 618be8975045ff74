package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The fields for programs in a mail.
 *
 * @param structure the kinds of report parts, separated by spaces
 * @param fields the fields of the report as a whole
 * @param groups the fields about each recipient
 */
record StructuredReport(String structure, Fields fields, List<Fields> groups) {
    private static final int MAX_SIZE = 1 << 18;

    static StructuredReport of(ParsedMail mail, String text) {
        List<String> structure = new ArrayList<>();
        Fields fields = new Fields();
        List<Fields> groups = new ArrayList<>();
        for (MailPart part : mail.parts()) {
            if (part.isDeliveryStatus()) {
                structure.add("delivery-status");
                addStatus(Octets.decode(part.octets(MAX_SIZE), null), fields, groups);
            } else if (part.isDisposition() || part.isFeedback()) {
                structure.add(part.isFeedback() ? "feedback-report" : "disposition-notification");
                addAll(Octets.decode(part.octets(MAX_SIZE), null), fields);
            } else if (part.isReturned()) {
                structure.add("returned-message");
            }
        }
        if (groups.isEmpty() && !structure.contains("feedback-report") && hasStatusFields(text)) {
            structure.add("delivery-status-text");
            addStatus(text, fields, groups);
        }
        return new StructuredReport(String.join(" ", structure), fields, groups);
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
        return has("disposition-notification") ? Disposition.parse(fields.first("disposition")) : null;
    }

    boolean has(String kind) {
        return structure.contains(kind);
    }
}
