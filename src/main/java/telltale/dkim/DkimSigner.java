package telltale.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
import telltale.settings.DkimKey;

/** Says by a signature which domain answers for a mail (DKIM, RFC 6376). Keeps nothing, and serves any number of threads. */
public final class DkimSigner {
    /**
     * What a reader sees and what programs act upon (RFC 6376 section 5.4.1, RFC 8058 section 4); the mail server may add,
     * use up or take away any other field.
     */
    private static final List<String> COVERED = List.of(
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
            "Feedback-ID");

    /** Where a mail has none, nobody may add one: it would change who seems to write what to whom. */
    private static final Set<String> NEVER_ADDED = Set.of("From", "Reply-To", "To", "Cc", "Subject");

    private static final Pattern LINE_END = Pattern.compile("\r\n(?![ \t])");
    private static final Pattern PIECE = Pattern.compile(".{1,70}");

    private final DkimKey key;
    private final String selector;
    private final String domain;
    private final Clock clock;

    /**
     * A signer for one domain.
     *
     * @param domain in ASCII; its DNS has the public key at {@code selector._domainkey.domain}
     * @param clock says when a mail was signed
     */
    public DkimSigner(DkimKey key, String selector, String domain, Clock clock) {
        this.key = key;
        this.selector = selector;
        this.domain = domain;
        this.clock = clock;
    }

    /** The same mail with a signature before its header. */
    ComposedMessage sign(ComposedMessage mail) {
        byte[] octets = octets(mail);
        int body = startOfBody(octets);
        String header = new String(octets, 0, body, StandardCharsets.ISO_8859_1);
        List<String> fields = List.of(LINE_END.split(header.stripTrailing(), -1));
        List<String> names = covered(fields);
        List<String> tags = new ArrayList<>(List.of(
                "v=1;",
                "a=" + key.algorithm() + ";",
                "c=relaxed/relaxed;",
                "d=" + domain + ";",
                "s=" + selector + ";",
                "t=" + clock.instant().getEpochSecond() + ";"));
        tags.addAll(List.of(("h=" + String.join(": ", names) + ";").split(" ", -1)));
        tags.add("bh=" + base64(sha256(RelaxedCanonicalization.body(octets, body))) + ";");
        String signed = signedText(fields, names, field(tags, "b="));
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.ISO_8859_1));
        return withFirst(field(tags, "b=" + base64(signature)), octets, mail);
    }

    @Override
    public String toString() {
        return key.algorithm() + " by " + selector + "._domainkey." + domain;
    }

    /**
     * What is signed of a header (RFC 6376 section 3.7).
     *
     * @param names those of the signature's {@code h=}; of several fields of a name the lowest is taken first (section 5.4.2)
     * @param signature its own field, with an empty {@code b=}
     */
    static String signedText(List<String> fields, List<String> names, String signature) {
        Map<String, Deque<String>> byName = new HashMap<>();
        fields.forEach(field -> byName.computeIfAbsent(nameOf(field), none -> new ArrayDeque<>())
                .push(field));
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            Deque<String> left = byName.get(name.toLowerCase(Locale.ROOT));
            if (left != null && !left.isEmpty()) {
                text.append(RelaxedCanonicalization.field(left.pop())).append("\r\n");
            }
        }
        return text.append(RelaxedCanonicalization.field(signature)).toString();
    }

    /** Each name once more than there are fields of it, so that another one breaks the signature (RFC 6376 section 8.15). */
    private static List<String> covered(List<String> fields) {
        List<String> present = fields.stream().map(DkimSigner::nameOf).toList();
        List<String> names = new ArrayList<>();
        for (String name : COVERED) {
            int count = Collections.frequency(present, name.toLowerCase(Locale.ROOT));
            if (count > 0 || NEVER_ADDED.contains(name)) {
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
        PIECE.matcher(signature).results().map(MatchResult::group).forEach(parts::add);
        return new EncodedHeader("DKIM-Signature", parts).toWire();
    }

    private static ComposedMessage withFirst(String field, byte[] octets, ComposedMessage mail) {
        byte[] first = field.getBytes(StandardCharsets.US_ASCII);
        byte[] signed = Arrays.copyOf(first, first.length + octets.length);
        System.arraycopy(octets, 0, signed, first.length, octets.length);
        return new ComposedMessage(mail.sender(), mail.recipient(), signed);
    }

    private static byte[] octets(ComposedMessage mail) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream(mail.size());
        try {
            mail.writeTo(octets);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return octets.toByteArray();
    }

    /** Behind the empty line that ends the header (RFC 5322 section 2.1). */
    private static int startOfBody(byte[] mail) {
        for (int i = 3; i < mail.length; i++) {
            if (mail[i] == '\n' && mail[i - 1] == '\r' && mail[i - 2] == '\n' && mail[i - 3] == '\r') {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("a mail has an empty line behind its header");
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
