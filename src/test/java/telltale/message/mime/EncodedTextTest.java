package telltale.message.mime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The encoding of a text is lossless and does not depend on its segmentation. */
class EncodedTextTest {
    /** Text that an encoding might lose, split or mistake for its own syntax. */
    private static final List<String> DIFFICULT = List.of(
            " ",
            "  ",
            "\t",
            " \n",
            "\t\r\n",
            "\r",
            "\n",
            "\r\n",
            "\r\n\r\n",
            "\n.",
            ".",
            "..",
            "=",
            "==",
            "=20",
            "=3D",
            "=\r\n",
            "\u0000",
            "\u007f",
            "\u00a0",
            "\u00e9",
            "na\u00efve",
            "\u540d\u524d",
            "\ud83d\ude00",
            "\ud83d",
            "\ue002",
            "word",
            "From ",
            "-- ",
            "--=_boundary",
            "x".repeat(74),
            "x".repeat(75),
            "x".repeat(76),
            "\u00e9".repeat(13),
            " ".repeat(80));

    @Test
    void anyTextIsDecodedUnchanged() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            String text = String.join("", pieces(random));
            byte[] wire = wire(EncodedText.of(text));
            assertEquals(received(text), decoded(wire), "seed " + seed + ", text " + i);
            for (String line : new String(wire, StandardCharsets.ISO_8859_1).split("\r\n", -1)) {
                assertTrue(line.length() <= 76, "seed " + seed + ": " + line);
                assertTrue(line.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t'), line);
                assertEquals(line, line.stripTrailing(), "seed " + seed);
            }
        }
    }

    @Test
    void theSegmentationDoesNotChangeTheEncoding() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            List<String> pieces = pieces(random);
            EncodedText whole = EncodedText.of(String.join("", pieces));
            EncodedText segmented = new EncodedText(
                    pieces.stream().map(QuotedPrintableSegment::of).toList());
            assertEquals(whole, segmented, "seed " + seed);
            assertArrayEquals(wire(whole), wire(segmented), "seed " + seed + ", text " + i + ": " + pieces);
        }
    }

    /** Random pieces that never end within a character or a line break. */
    private static List<String> pieces(Random random) {
        List<String> pieces = new ArrayList<>();
        for (int left = random.nextInt(30); left > 0; left--) {
            String piece = DIFFICULT.get(random.nextInt(DIFFICULT.size()));
            String before = pieces.isEmpty() ? "" : pieces.get(pieces.size() - 1);
            boolean joins = (before.endsWith("\r") && piece.startsWith("\n")) || before.endsWith("\ud83d");
            pieces.add(joins ? "x" + piece : piece);
        }
        return pieces;
    }

    /** The text as received: line breaks are CRLF, and unpaired surrogates are replaced. */
    private static String received(String text) {
        byte[] octets = text.replaceAll("\r\n?|\n", "\r\n").getBytes(StandardCharsets.UTF_8);
        return new String(octets, StandardCharsets.UTF_8);
    }

    private static byte[] wire(EncodedText text) {
        ByteSink wire = new ByteSink();
        text.writeTo(wire);
        return wire.toBytes();
    }

    private static String decoded(byte[] wire) throws Exception {
        byte[] octets = MimeUtility.decode(new ByteArrayInputStream(wire), "quoted-printable")
                .readAllBytes();
        return new String(octets, StandardCharsets.UTF_8);
    }
}
