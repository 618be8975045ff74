package telltale.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.EncodedHeader;
import telltale.model.Sha256;
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

    private static final Pattern LINE_END = Pattern.compile("\r\n(?![ \t])");
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
        byte[] octets = octets(message);
        int body = startOfBody(octets);
        String header = new String(octets, 0, body, StandardCharsets.ISO_8859_1);
        List<String> fields = List.of(LINE_END.split(header.stripTrailing(), -1));
        List<String> names = signedNames(fields);
        List<String> tags = new ArrayList<>(List.of(
                "v=1;",
                "a=" + key.algorithm() + ";",
                "c=relaxed/relaxed;",
                "d=" + domain + ";",
                "s=" + selector + ";",
                "t=" + clock.instant().getEpochSecond() + ";"));
        tags.addAll(List.of(("h=" + String.join(": ", names) + ";").split(" ", -1)));
        tags.add("bh=" + base64(Sha256.of(RelaxedCanonicalization.body(octets, body))) + ";");
        String signed = signedText(fields, names, field(tags, "b="));
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.ISO_8859_1));
        return prepend(field(tags, "b=" + base64(signature)), octets, message);
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
        fields.forEach(field -> byName.computeIfAbsent(nameOf(field), none -> new ArrayDeque<>())
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
        List<String> present = fields.stream().map(DkimSigner::nameOf).toList();
        List<String> names = new ArrayList<>();
        for (String name : SIGNED_FIELDS) {
            int count = Collections.frequency(present, name.toLowerCase(Locale.ROOT));
            if (count > 0 || ALWAYS_SIGNED.contains(name)) {
                names.addAll(Collections.nCopies(count + 1, name));
            }
        }
        return names;
    }

    private static String nameOf(String field) {
        return field.substring(0, field.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    private static String field(List<String> tags, String signature) {
        List<String> parts = new ArrayList<>(tags);
        SIGNATURE_CHUNK.matcher(signature).results().map(MatchResult::group).forEach(parts::add);
        return new EncodedHeader("DKIM-Signature", parts).toWire();
    }

    private static ComposedMessage prepend(String field, byte[] octets, ComposedMessage message) {
        byte[] first = field.getBytes(StandardCharsets.US_ASCII);
        byte[] signed = Arrays.copyOf(first, first.length + octets.length);
        System.arraycopy(octets, 0, signed, first.length, octets.length);
        return new ComposedMessage(message.envelope(), signed);
    }

    private static byte[] octets(ComposedMessage message) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(message.size());
        try {
            message.writeTo(octets);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return octets.toByteArray();
    }

    /** The index after the empty line that ends the header (RFC 5322 section 2.1). */
    private static int startOfBody(byte[] message) {
        for (int i = 3; i < message.length; i++) {
            if (message[i] == '\n' && message[i - 1] == '\r' && message[i - 2] == '\n' && message[i - 3] == '\r') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a message must have an empty line after its header");
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
