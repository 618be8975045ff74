package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fields of a delivery status (RFC 3464 section 2.1), by message and by recipient.
 *
 * <p>Blank lines do not separate them reliably: some programs write one within a group, none between groups, or no group
 * about the message. So a field that a group can have once begins the next group when it is repeated.
 */
record StatusGroups(Fields message, List<Fields> recipients) {
    private static final Set<String> ABOUT_MESSAGE =
            Set.of("original-envelope-id", "reporting-mta", "dsn-gateway", "received-from-mta", "arrival-date");
    private static final String FINAL_RECIPIENT = "final-recipient";
    private static final String ORIGINAL_RECIPIENT = "original-recipient";
    private static final Set<String> ABOUT_RECIPIENT =
            Set.of(FINAL_RECIPIENT, ORIGINAL_RECIPIENT, "action", "status", "diagnostic-code");
    private static final int MAX_RECIPIENTS = 500;

    static StatusGroups of(List<Fields> blocks) {
        Fields message = new Fields();
        List<Fields> recipients = new ArrayList<>();
        for (Fields block : blocks) {
            boolean begins = namesRecipient(block)
                    && !recipients.isEmpty()
                    && namesRecipient(recipients.get(recipients.size() - 1));
            for (Fields.Field field : block.list()) {
                if (ABOUT_MESSAGE.contains(field.name())) {
                    message.add(field.name(), field.value());
                } else if (!recipients.isEmpty() || isAboutRecipient(field, block)) {
                    begins = addTo(recipients, field, begins);
                } else {
                    message.add(field.name(), field.value());
                }
            }
        }
        return new StatusGroups(message, recipients);
    }

    /** Adds a field to the last group, or to a new one. */
    private static boolean addTo(List<Fields> recipients, Fields.Field field, boolean begins) {
        boolean isRepeated = !recipients.isEmpty()
                && ABOUT_RECIPIENT.contains(field.name())
                && recipients.get(recipients.size() - 1).has(field.name());
        if (recipients.isEmpty() || begins || isRepeated) {
            if (recipients.size() == MAX_RECIPIENTS) {
                return begins;
            }
            recipients.add(new Fields());
        }
        recipients.get(recipients.size() - 1).add(field.name(), field.value());
        return false;
    }

    private static boolean isAboutRecipient(Fields.Field field, Fields block) {
        return ABOUT_RECIPIENT.contains(field.name())
                || (namesRecipient(block) && field.name().startsWith("remote-"));
    }

    private static boolean namesRecipient(Fields block) {
        return block.has(FINAL_RECIPIENT) || block.has(ORIGINAL_RECIPIENT);
    }
}
