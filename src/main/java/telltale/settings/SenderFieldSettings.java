package telltale.settings;

import static telltale.settings.Setting.EMAIL_COMPLAINTS;
import static telltale.settings.Setting.EMAIL_FEEDBACK_ID;
import static telltale.settings.Setting.EMAIL_HEADERS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.ComplaintAddress;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;

/**
 * The header fields that are added to mail.
 *
 * @param feedbackId the sender's identifier in Feedback-ID, or null
 * @param complaints the address for complaints (RFC 9477), or null
 * @param headers the fields of mail from each domain, in ASCII and lower case
 */
public record SenderFieldSettings(
        @Nullable String feedbackId, @Nullable ComplaintAddress complaints, Map<String, List<HeaderField>> headers) {
    private static final Pattern FEEDBACK_ID = Pattern.compile("[A-Za-z0-9._-]{5,15}");
    private static final Pattern HEADER = Pattern.compile("([^\\s:]+):\\s*([^\\s:]+):\\s*(.+)");

    public SenderFieldSettings {
        headers = Map.copyOf(headers);
    }

    static SenderFieldSettings read(
            SettingsReader reader, @Nullable Mailbox from, OutboxSettings outbox, @Nullable DkimSettings dkim) {
        ComplaintAddress complaints = reader.optional(EMAIL_COMPLAINTS, SenderFieldSettings::complaints);
        if (complaints != null && from != null) {
            checkAlignment(reader, complaints, from.address().asciiDomain(), outbox.fromAllowed());
            warnIfUnsigned(reader, from.address().asciiDomain(), dkim);
        }
        Map<String, List<HeaderField>> headers = reader.optional(EMAIL_HEADERS, SenderFieldSettings::headers);
        return new SenderFieldSettings(
                reader.optional(EMAIL_FEEDBACK_ID, SenderFieldSettings::feedbackId),
                complaints,
                headers == null ? Map.of() : headers);
    }

    private static String feedbackId(String text) {
        if (!FEEDBACK_ID.matcher(text).matches()) {
            throw new IllegalArgumentException("");
        }
        return text;
    }

    private static ComplaintAddress complaints(String text) {
        return new ComplaintAddress(EmailAddress.parse(text));
    }

    /** @param allowed further domains and addresses that mail may be from */
    private static void checkAlignment(
            SettingsReader reader, ComplaintAddress complaints, String domain, List<String> allowed) {
        boolean isAligned = Stream.concat(Stream.of(domain), allowed.stream())
                .map(sender -> sender.substring(sender.lastIndexOf('@') + 1))
                .anyMatch(complaints::isAlignedWith);
        if (!isAligned) {
            reader.addProblem("EMAIL_COMPLAINTS is an address at "
                    + complaints.address().asciiDomain() + ", but mail is from " + domain
                    + ". Mailbox providers use only an address in the sender's domain or a subdomain of it (RFC 9477"
                    + " section 3.1). Set EMAIL_COMPLAINTS to an address at " + domain + ".");
        }
    }

    private static void warnIfUnsigned(SettingsReader reader, String domain, @Nullable DkimSettings dkim) {
        if (dkim == null) {
            reader.warn(
                    "EMAIL_COMPLAINTS is set, but Telltale does not sign mail: mailbox providers use the address only"
                            + " if the mail server adds a DKIM signature that covers CFBL-Address and CFBL-Feedback-ID (RFC 9477"
                            + " section 3.1.4). Most do not; set EMAIL_DKIM_KEY to sign here.");
        } else if (dkim.domain() != null && !('.' + domain).endsWith('.' + dkim.domain())) {
            reader.warn("EMAIL_COMPLAINTS has no effect for mail from " + domain + ", because EMAIL_DKIM_DOMAIN is "
                    + dkim.domain()
                    + ": the signing domain must be the sender's or a parent of it (RFC 9477 section 3.1)."
                    + " Set EMAIL_DKIM_DOMAIN to " + domain + ".");
        }
    }

    /** Parses {@code example.com: X-Name: value; example.org: X-Name: value}. */
    private static Map<String, List<HeaderField>> headers(String text) {
        Map<String, List<HeaderField>> headers = new LinkedHashMap<>();
        for (String one : text.split(";", -1)) {
            Matcher header = HEADER.matcher(one.strip());
            if (!header.matches()) {
                throw new IllegalArgumentException("each part between semicolons is domain: Name: value");
            }
            add(
                    new HeaderField(header.group(2), header.group(3)),
                    headers.computeIfAbsent(domain(header.group(1)), none -> new ArrayList<>()));
        }
        return headers;
    }

    private static String domain(String text) {
        return EmailAddress.parse("postmaster@" + text).asciiDomain();
    }

    private static void add(HeaderField field, List<HeaderField> fields) {
        if (field.name().toLowerCase(Locale.ROOT).startsWith("list-unsubscribe")) {
            throw new IllegalArgumentException("List-Unsubscribe would replace the unsubscribe link of each recipient");
        }
        if (fields.stream().anyMatch(present -> present.name().equalsIgnoreCase(field.name()))) {
            throw new IllegalArgumentException("it has " + field.name() + " twice for the same domain");
        }
        fields.add(field);
    }
}
