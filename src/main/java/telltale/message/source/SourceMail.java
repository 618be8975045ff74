package telltale.message.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.TextEdit;
import telltale.message.mime.ByteSink;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.DisplayName;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.MailMessage;

/**
 * A mail as another program composed it. In the copy of each recipient every octet stays as it is, except for the pixel,
 * the tracked links, and added or removed header fields.
 */
public final class SourceMail {
    private static final String PGP_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----";
    private static final String PGP_ENCRYPTED = "-----BEGIN PGP MESSAGE-----";

    private final byte[] mail;
    private final HeaderBlock header;
    private final @Nullable HtmlParts html;
    private final @Nullable String text;
    private final @Nullable Obstacle obstacle;
    private final @Nullable EmailAddress sender;
    private final boolean isUtf8;

    private SourceMail(byte[] mail, @Nullable EmailAddress sender, boolean isUtf8) {
        this.mail = mail;
        this.sender = sender;
        this.isUtf8 = isUtf8;
        header = HeaderBlock.read(mail, 0, mail.length);
        BodyParts parts = BodyParts.of(mail, header);
        Optional<HtmlParts> decoded = parts.main() < 0 ? Optional.empty() : HtmlParts.of(parts.html(), parts.main());
        html = decoded.filter(HtmlParts::isWithinLimits).orElse(null);
        text = parts.text() == null
                ? null
                : parts.text()
                        .text()
                        .filter(HtmlParts::isText)
                        .map(TextPart.DecodedText::text)
                        .orElse(null);
        obstacle = parts.obstacle() == null ? obstacle(parts.main() >= 0, decoded.isPresent()) : parts.obstacle();
    }

    /**
     * Reads a mail.
     *
     * @param octets header and body, with CRLF at the ends of lines; they must not be changed afterwards, and are not copied,
     *     because a mail may be large
     * @param sender the sender of the envelope, null for the null sender
     * @param isUtf8 whether it was submitted with SMTPUTF8 (RFC 6531)
     */
    public static SourceMail of(byte[] octets, @Nullable EmailAddress sender, boolean isUtf8) {
        return new SourceMail(octets, sender, isUtf8);
    }

    private @Nullable Obstacle obstacle(boolean hasHtml, boolean isDecoded) {
        if (!hasHtml) {
            return Obstacle.NO_HTML;
        }
        if (!isDecoded) {
            return Obstacle.ENCODING;
        }
        if (html == null) {
            return Obstacle.STRUCTURE;
        }
        if (html.text().contains(PGP_SIGNED) || text().contains(PGP_SIGNED)) {
            return Obstacle.SIGNED;
        }
        return html.text().contains(PGP_ENCRYPTED) || text().contains(PGP_ENCRYPTED) ? Obstacle.ENCRYPTED : null;
    }

    /** Appends the octets as they were read. */
    public void writeTo(ByteSink sink) {
        sink.add(mail);
    }

    /** The octets as they were read. */
    public ImmutableBytes octets() {
        return new ImmutableBytes(mail);
    }

    public int size() {
        return mail.length;
    }

    /** The sender of the envelope, or null for the null sender. */
    public @Nullable EmailAddress sender() {
        return sender;
    }

    /** Whether it was submitted with SMTPUTF8. */
    public boolean isUtf8() {
        return isUtf8;
    }

    /** Whether all octets are ASCII; then those of its copies are, too. */
    public boolean isSevenBit() {
        return !Octets.hasEightBit(mail, 0, mail.length);
    }

    /** Whether each line of the header belongs to a field. */
    public boolean isWellFormed() {
        return header.isWellFormed() && !header.fields().isEmpty();
    }

    /** The HTML, that of several parts one after another, or null if there is none that can be read. */
    public @Nullable String html() {
        return html == null ? null : html.text();
    }

    /** The parsed HTML; empty if it cannot be tracked. */
    public Optional<PreparedTemplate> template() {
        return html == null || obstacle != null ? Optional.empty() : Optional.of(html.template());
    }

    /** The plain text; empty if there is none that can be read. */
    public String text() {
        return text == null ? "" : text;
    }

    /** Why it passes without pixel and tracked links, or null. */
    public @Nullable Obstacle obstacle() {
        return obstacle;
    }

    /** The subject, decoded. */
    public String subject() {
        return value("Subject")
                .map(value -> DisplayName.decodeWords(value, MailMessage.MAX_SUBJECT_LENGTH))
                .orElse("");
    }

    /** The first value of a header field, without line ends. */
    public Optional<String> value(String name) {
        return header.value(name);
    }

    /** All values of a header field. */
    public List<String> values(String name) {
        return header.all(name).stream().map(header::value).toList();
    }

    /** Whether there is a header field of a name. */
    public boolean has(String name) {
        return header.value(name).isPresent();
    }

    /** The names of all header fields. */
    public List<String> names() {
        return header.fields().stream().map(HeaderBlock.Field::name).toList();
    }

    /** The mail without some header fields. */
    public SourceMail without(Predicate<String> name) {
        List<Splice> removed = new ArrayList<>();
        for (HeaderBlock.Field field : header.fields()) {
            if (name.test(field.name())) {
                removed.add(new Splice(field.start(), field.end(), ""));
            }
        }
        return removed.isEmpty()
                ? this
                : new SourceMail(spliced(new ByteSink(mail.length), removed).toBytes(), sender, isUtf8);
    }

    /**
     * A copy with changed HTML. Signatures that the change breaks are left out: DKIM (RFC 6376) and ARC (RFC 8617).
     *
     * @param edits changes of {@link #html}, in their order; empty if there is an obstacle
     * @param added header fields, encoded, to put before the others
     */
    public ComposedMessage copy(Envelope envelope, List<TextEdit> edits, ByteSink added) {
        List<Splice> splices = new ArrayList<>();
        List<Splice> changes = html == null ? List.of() : html.edit(edits);
        if (!changes.isEmpty()) {
            for (HeaderBlock.Field field : header.fields()) {
                String name = field.name().toLowerCase(Locale.ROOT);
                if (name.equals("dkim-signature") || name.startsWith("arc-")) {
                    splices.add(new Splice(field.start(), field.end(), ""));
                }
            }
            splices.addAll(changes);
            splices.sort(Comparator.comparingInt(Splice::start));
        }
        boolean needsUtf8 = isUtf8 && Octets.hasEightBit(mail, 0, header.bodyStart());
        return ComposedMessage.unchanged(envelope, spliced(added, splices), needsUtf8);
    }

    private ByteSink spliced(ByteSink sink, List<Splice> splices) {
        int copied = 0;
        for (Splice splice : splices) {
            sink.add(mail, copied, splice.start());
            sink.add(splice.octets().getBytes(StandardCharsets.ISO_8859_1));
            copied = splice.end();
        }
        sink.add(mail, copied, mail.length);
        return sink;
    }
}
