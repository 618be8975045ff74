package telltale.dkim;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.settings.DkimKey;

/** Signs messages for one domain (DKIM, RFC 6376). Stateless and thread-safe. */
public final class DkimSigner {
    /**
     * The signed header fields: those that a reader sees or a program acts on (RFC 6376 section 5.4.1, RFC 8058 section 4, RFC
     * 9477 section 3.1.4).
     * Mail servers may add, consume or remove any other field.
     */
    private static final List<String> SIGNED_FIELDS = List.of(
            "From",
            "Reply-To",
            "To",
            "Cc",
            "Subject",
            "Date",
            "Message-ID",
            "In-Reply-To",
            "References",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
            "List-Id",
            "List-Help",
            "List-Archive",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Auto-Submitted",
            "Feedback-ID",
            "CFBL-Address",
            "CFBL-Feedback-ID",
            "Disposition-Notification-To");

    /** Fields whose absence is signed too: adding one would change the apparent author, recipients or subject. */
    private static final Set<String> ALWAYS_SIGNED = Set.of("From", "Reply-To", "To", "Cc", "Subject");

    private static final Pattern SIGNATURE_CHUNK = Pattern.compile(".{1,70}");

    private final DkimKey key;
    private final String selector;
    private final String domain;
    private final Clock clock;

    /**
     * Creates a signer for one domain.
     *
     * @param domain in ASCII; the public key is in DNS at {@code selector._domainkey.domain}
     * @param clock the source of the signature timestamp
     */
    public DkimSigner(DkimKey key, String selector, String domain, Clock clock) {
        this.key = key;
        this.selector = selector;
        this.domain = domain;
        this.clock = clock;
    }

    /** Returns the message with a DKIM-Signature field before its header. */
    ComposedMessage sign(ComposedMessage message) {
        return sign(new SignableMessage(message), List.of(this));
    }

    /**
     * Returns a function that signs messages by the domains of their authors.
     *
     * @param signers returns the signers for a domain, in ASCII; none leave the message as it is
     */
    public static UnaryOperator<ComposedMessage> by(Function<String, List<DkimSigner>> signers) {
        return message -> {
            SignableMessage signable = new SignableMessage(message);
            List<DkimSigner> all = signers.apply(signable.authorDomain());
            return all.isEmpty() ? message : sign(signable, all);
        };
    }

    /** Returns the message with the signatures of several signers; no signature covers another one (RFC 8463 section 6). */
    static ComposedMessage sign(SignableMessage message, List<DkimSigner> signers) {
        return message.withFields(
                signers.stream().map(signer -> signer.signature(message)).collect(Collectors.joining()));
    }

    /** The DKIM-Signature field of a message, with its line end. */
    private String signature(SignableMessage message) {
        List<String> names = signedNames(message.fields());
        List<String> tags = new ArrayList<>(List.of(
                "v=1;",
                "a=" + key.algorithm() + ";",
                "c=relaxed/relaxed;",
                "d=" + domain + ";",
                "s=" + selector + ";",
                "t=" + clock.instant().getEpochSecond() + ";"));
        tags.addAll(List.of(("h=" + String.join(": ", names) + ";").split(" ", -1)));
        tags.add("bh=" + message.bodyHash() + ";");
        String signed = signedText(message.fields(), names, field(tags, "b="));
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.ISO_8859_1));
        return field(tags, "b=" + Base64.getEncoder().encodeToString(signature));
    }

    @Override
    public String toString() {
        return key.algorithm() + " by " + selector + "._domainkey." + domain;
    }

    /**
     * Returns the header text to sign (RFC 6376 section 3.7).
     *
     * @param names the field names in {@code h=}; of several fields with one name, the last is signed first (section 5.4.2)
     * @param signature the DKIM-Signature field with an empty {@code b=}
     */
    static String signedText(List<String> fields, List<String> names, String signature) {
        Map<String, Deque<String>> byName = new HashMap<>();
        fields.forEach(field -> byName.computeIfAbsent(SignableMessage.nameOf(field), none -> new ArrayDeque<>())
                .push(field));
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Deque<String> remaining = byName.get(name.toLowerCase(Locale.ROOT));
            if (remaining != null && !remaining.isEmpty()) {
                text.append(RelaxedCanonicalization.field(remaining.pop())).append("\r\n");
            }
        }
        return text.append(RelaxedCanonicalization.field(signature)).toString();
    }

    /** Lists each name once more than it occurs, so that an added field breaks the signature (RFC 6376 section 8.15). */
    private static List<String> signedNames(List<String> fields) {
        List<String> present = fields.stream().map(SignableMessage::nameOf).toList();
        List<String> names = new ArrayList<>();
        for (String name : SIGNED_FIELDS) {
            int count = Collections.frequency(present, name.toLowerCase(Locale.ROOT));
            if (count > 0 || ALWAYS_SIGNED.contains(name)) {
                names.addAll(Collections.nCopies(count + 1, name));
            }
        }
        return names;
    }

    private static String field(List<String> tags, String signature) {
        List<String> parts = new ArrayList<>(tags);
        SIGNATURE_CHUNK.matcher(signature).results().map(MatchResult::group).forEach(parts::add);
        return new EncodedHeader("DKIM-Signature", parts).toWire();
    }
}
