package telltale.message.source;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.html.TextEdit;

/** A part with text in a mail: where its octets are, and how they are encoded. */
final class TextPart {
    /** RFC 5322 section 2.1.1. */
    private static final int MAX_LINE_LENGTH = 998;

    private static final int BASE64_LINE_LENGTH = 76;
    private static final String ENCODING = "Content-Transfer-Encoding";
    /** The charsets by which mail clients read stated ones (WHATWG Encoding section 4.2), because programs often state a subset. */
    private static final Map<String, String> SUPERSETS = Map.of(
            "gb2312", "gb18030",
            "shift_jis", "windows-31j",
            "euc-kr", "x-windows-949",
            "big5", "big5-hkscs",
            "tis-620", "x-windows-874",
            "iso-8859-8-i", "iso-8859-8");

    private final byte[] mail;
    private final HeaderBlock header;
    private final int end;
    private final Encoding encoding;
    private final @Nullable String charset;

    private enum Encoding {
        PLAIN,
        QUOTED_PRINTABLE,
        BASE64,
        UNKNOWN
    }

    private TextPart(byte[] mail, HeaderBlock header, int end, Encoding encoding, @Nullable String charset) {
        this.mail = mail;
        this.header = header;
        this.end = end;
        this.encoding = encoding;
        this.charset = charset;
    }

    /** @param end the index after the part */
    static TextPart of(byte[] mail, HeaderBlock header, ContentField type, int end) {
        String encoding = header.value(ENCODING).orElse("7bit").toLowerCase(Locale.ROOT);
        return new TextPart(
                mail,
                header,
                end,
                switch (encoding) {
                    case "7bit", "8bit", "binary" -> Encoding.PLAIN;
                    case "quoted-printable" -> Encoding.QUOTED_PRINTABLE;
                    case "base64" -> Encoding.BASE64;
                    default -> Encoding.UNKNOWN;
                },
                type.parameter("charset"));
    }

    /**
     * The text of a part.
     *
     * @param charset the charset by which it becomes octets again
     */
    record DecodedText(String text, Charset charset) {}

    /** The text; empty if it is not encoded as its header says, so that a change could damage it. */
    Optional<DecodedText> text() {
        return body().flatMap(body -> decoded(body.octets()));
    }

    private Optional<DecodedBody> body() {
        int start = header.bodyStart();
        return switch (encoding) {
            case PLAIN -> Optional.of(DecodedBody.plain(mail, start, end));
            case QUOTED_PRINTABLE -> Optional.of(DecodedBody.quotedPrintable(mail, start, end));
            case BASE64 -> base64(start);
            case UNKNOWN -> Optional.empty();
        };
    }

    private Optional<DecodedBody> base64(int start) {
        try {
            byte[] decoded = Base64.getMimeDecoder().decode(Arrays.copyOfRange(mail, start, end));
            return Optional.of(DecodedBody.plain(decoded, 0, decoded.length));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * The charset by which the octets become text and the same octets again. Text without a charset, or in US-ASCII with other
     * octets, is UTF-8 or else Latin-1, as mail clients show it.
     */
    private Optional<DecodedText> decoded(byte[] octets) {
        String stated = charset;
        List<Charset> candidates = stated == null || stated.equalsIgnoreCase("us-ascii")
                ? List.of(StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)
                : named(stated);
        return candidates.stream()
                .map(one -> new DecodedText(new String(octets, one), one))
                .filter(one -> Arrays.equals(one.text.getBytes(one.charset), octets))
                .findFirst();
    }

    private static List<Charset> named(String name) {
        Optional<Charset> stated = known(name.strip());
        String canonical = stated.map(Charset::name).orElse(name.strip()).toLowerCase(Locale.ROOT);
        Optional<Charset> superset =
                Optional.ofNullable(SUPERSETS.get(canonical)).flatMap(TextPart::known);
        return Stream.of(stated, superset).flatMap(Optional::stream).toList();
    }

    private static Optional<Charset> known(String name) {
        try {
            Charset found = Charset.forName(name);
            // Markup that is inserted must be ASCII octets in it.
            return Optional.of(found)
                    .filter(charset -> charset.canEncode()
                            && Arrays.equals("<a>".getBytes(charset), "<a>".getBytes(StandardCharsets.US_ASCII)));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /**
     * The changes of the mail that make changes of the text.
     *
     * @param decoded the {@link #text}
     * @param edits its changes, in their order
     */
    List<Splice> edit(DecodedText decoded, List<TextEdit> edits) {
        if (edits.isEmpty()) {
            return List.of();
        }
        DecodedBody body = body().orElseThrow();
        Charset named = decoded.charset;
        String text = decoded.text;
        if (encoding == Encoding.BASE64) {
            return List.of(base64(edited(text, edits).getBytes(named)));
        }
        if (encoding == Encoding.PLAIN) {
            byte[] edited = edited(text, edits).getBytes(named);
            if (Octets.longestLine(edited) > MAX_LINE_LENGTH && Octets.longestLine(body.octets()) <= MAX_LINE_LENGTH) {
                return inQuotedPrintable(edited);
            }
        }
        return inPlace(body, named, text, edits);
    }

    private static String edited(String text, List<TextEdit> edits) {
        StringBuilder edited = new StringBuilder(text.length() + 200 * edits.size());
        int copied = 0;
        for (TextEdit edit : edits) {
            edited.append(text, copied, edit.start()).append(edit.replacement());
            copied = edit.end();
        }
        return edited.append(text, copied, text.length()).toString();
    }

    /** Every octet that is not replaced stays as it is encoded. */
    private List<Splice> inPlace(DecodedBody body, Charset named, String text, List<TextEdit> edits) {
        List<Splice> splices = new ArrayList<>();
        int copied = 0;
        int octets = 0;
        int written = header.bodyStart();
        for (TextEdit edit : edits) {
            octets += text.substring(copied, edit.start()).getBytes(named).length;
            int from = body.origin(octets);
            octets += text.substring(edit.start(), edit.end()).getBytes(named).length;
            int to = body.origin(octets);
            copied = edit.end();
            byte[] replacement = edit.replacement().getBytes(named);
            splices.add(
                    encoding == Encoding.QUOTED_PRINTABLE
                            ? quotedPrintable(written, from, to, replacement)
                            : new Splice(from, to, DecodedBody.latin1(replacement)));
            written = to;
        }
        return splices;
    }

    /**
     * Puts a replacement on lines of its own, joined by soft line breaks.
     *
     * @param written the index from which the mail was not written yet, at the start of an output line
     */
    private Splice quotedPrintable(int written, int from, int to, byte[] replacement) {
        int line = from;
        while (line > written && mail[line - 1] != '\n') {
            line--;
        }
        int cut = from;
        if (from - line >= QuotedPrintableOctets.MAX_LINE_LENGTH) {
            // The line has no room for a soft line break after its last character.
            cut = mail[from - 3] == '=' ? from - 3 : from - 1;
        }
        String moved = Octets.ascii(mail, cut, from);
        String before = from == line ? "" : QuotedPrintableOctets.SOFT_BREAK + moved;
        String between = moved.isEmpty() ? "" : QuotedPrintableOctets.SOFT_BREAK;
        String after = to < end ? QuotedPrintableOctets.SOFT_BREAK : "";
        return new Splice(cut, to, before + between + QuotedPrintableOctets.encode(replacement, false) + after);
    }

    private Splice base64(byte[] edited) {
        int start = header.bodyStart();
        int last = end;
        while (last > start && (mail[last - 1] == '\r' || mail[last - 1] == '\n')) {
            last--;
        }
        int length = Octets.nextLine(mail, start, last) - start - 2;
        int lineLength = length >= 4 && length <= BASE64_LINE_LENGTH && length % 4 == 0 && last - start > length + 2
                ? length
                : BASE64_LINE_LENGTH;
        byte[] crlf = {'\r', '\n'};
        return new Splice(
                start,
                last,
                DecodedBody.latin1(Base64.getMimeEncoder(lineLength, crlf).encode(edited)));
    }

    /** Lines that became too long for mail servers are encoded, so that none of them cuts a link. */
    private List<Splice> inQuotedPrintable(byte[] edited) {
        String field = ENCODING + ": quoted-printable\r\n";
        List<HeaderBlock.Field> stated = header.all(ENCODING);
        int fieldStart =
                stated.isEmpty() ? header.bodyStart() - 2 : stated.get(0).start();
        int fieldEnd = stated.isEmpty() ? fieldStart : stated.get(0).end();
        return List.of(
                new Splice(fieldStart, fieldEnd, field),
                new Splice(header.bodyStart(), end, QuotedPrintableOctets.encode(edited, true)));
    }
}
