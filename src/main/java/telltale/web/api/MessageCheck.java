package telltale.web.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.Recipient;
import telltale.message.check.MessageChecks;
import telltale.model.InvalidInputException;
import telltale.sending.SubmissionService;
import telltale.web.http.Response;
import telltale.web.http.Unwrapped;

/**
 * Checks a message instead of sending it: merges it with the data of every recipient, renders the first copies, and stores
 * nothing.
 */
final class MessageCheck {
    /** The number of copies that are rendered. */
    static final int MAX_COPIES = 20;

    private static final int MAX_SHOWN = 3;
    /** Different sentences about recipients; one may quote the data of its recipient. */
    private static final int MAX_SENTENCES = 20;

    private final SubmissionService.PendingMessage message;
    private final RecipientCheck recipients;
    private final List<Copy> copies = new ArrayList<>();
    private @Nullable String text;
    private final List<String> repeated = new ArrayList<>();
    private final Map<String, Finding> ofRecipients = new LinkedHashMap<>();
    private final Map<String, Finding> findings = new LinkedHashMap<>();

    MessageCheck(SubmissionService.PendingMessage message, RecipientCheck recipients) {
        this.message = message;
        this.recipients = recipients;
    }

    /** Checks all recipients of a message. */
    Response run(List<Recipient> all) {
        for (int position = 0; position < all.size(); position++) {
            check(position, all.get(position));
        }
        return response();
    }

    /** What was found. */
    Response response() {
        RecipientCheck.Result result = recipients.result();
        List<Finding> all = new ArrayList<>(message.warnings());
        all.addAll(message.senderFindings());
        NamedRecipients.duplicates(result.duplicates(), repeated).ifPresent(all::add);
        all.addAll(ofRecipients.values());
        all.addAll(findings.values());
        return Response.json(new Checked(result, copies.size(), copies, text, FindingJson.all(all)));
    }

    /** Notes an entry that names no recipient. */
    void refuse(int position, String field, String detail) {
        recipients.refuse(position, field, detail);
    }

    /** Checks a recipient; one who is named twice gets no further copy. */
    void check(int position, Recipient recipient) {
        if (!recipients.add(position, recipient)) {
            if (repeated.size() < MAX_SHOWN) {
                repeated.add(recipient.mailbox().address().masked());
            }
            return;
        }
        try {
            message.prepare(recipient);
        } catch (InvalidInputException invalid) {
            recipients.refuse(position, invalid.field(), invalid.detail());
            add("recipient-invalid", invalid.field(), String.valueOf(invalid.getMessage()), recipient);
            return;
        }
        message.calendar()
                .warnings(recipient)
                .forEach(sentence -> add("calendar-recipient", "calendar", sentence, recipient));
        if (copies.size() < MAX_COPIES) {
            MessageChecks.CheckedCopy copy = message.copy(recipient);
            text = copies.isEmpty() ? copy.text() : text;
            copies.add(Copy.of(recipient, copy));
            copy.findings().forEach(one -> findings.merge(one.code(), one, MessageCheck::larger));
        }
    }

    /** Adds a finding about one recipient; recipients with the same sentence share a finding. */
    private void add(String code, String where, String sentence, Recipient recipient) {
        if (ofRecipients.containsKey(sentence) || ofRecipients.size() < MAX_SENTENCES) {
            Finding added = new Finding(
                    code,
                    where,
                    sentence,
                    1,
                    List.of(recipient.mailbox().address().masked()));
            ofRecipients.merge(sentence, added, MessageCheck::sum);
        }
    }

    private static Finding sum(Finding known, Finding added) {
        List<String> shown = new ArrayList<>(known.recipients());
        shown.addAll(added.recipients());
        return new Finding(
                known.code(),
                known.where(),
                known.message(),
                known.count() + 1,
                shown.subList(0, Math.min(MAX_SHOWN, shown.size())));
    }

    private static Finding larger(Finding one, Finding other) {
        return other.count() > one.count() ? other : one;
    }

    private record Checked(
            @Unwrapped RecipientCheck.Result result,
            int rendered,
            List<Copy> copies,
            @Nullable String text,
            List<FindingJson> checks) {}

    private record Copy(String to, String subject, int htmlBytes, int textBytes, int links) {
        static Copy of(Recipient recipient, MessageChecks.CheckedCopy copy) {
            return new Copy(
                    recipient.mailbox().address().toString(),
                    copy.subject(),
                    copy.htmlBytes(),
                    copy.textBytes(),
                    copy.links());
        }
    }
}
