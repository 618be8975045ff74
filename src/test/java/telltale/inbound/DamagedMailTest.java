package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.fuzz.FuzzInput;
import telltale.model.ReportKind;

/** Real mails, changed as mail systems and accidents change them. The seed of each run is in its messages. */
class DamagedMailTest {
    private static final int MAILS = 100;
    private static final int PIECES = 20;
    private static final Set<ReportKind> FAILURES = EnumSet.of(ReportKind.BOUNCE, ReportKind.DELAY);
    /** What changes the state of a recipient, and so must not result from an accident. */
    private static final Set<ReportKind> CLAIMS =
            EnumSet.of(ReportKind.RECEIPT, ReportKind.COMPLAINT, ReportKind.UNSUBSCRIBE);

    private final ReportReader reader = new ReportReader();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /** Changes that do not change what a mail says. */
    private enum Change implements UnaryOperator<String> {
        LINE_FEEDS {
            @Override
            public String apply(String mail) {
                return mail.replace("\r\n", "\n");
            }
        },
        CARRIAGE_RETURNS {
            @Override
            public String apply(String mail) {
                return mail.replace("\r\n", "\n").replace('\n', '\r');
            }
        },
        /** RFC 2045 section 1: comments in these fields are ignored. */
        COMMENTS {
            @Override
            public String apply(String mail) {
                return mail.replaceAll("(?im)^(Content-Type: *\\w+/[\\w.+-]+)", "$1 (a; comment)")
                        .replaceAll("(?im)^(Content-Transfer-Encoding: *[\\w-]+)", "$1 (a comment)");
            }
        },
        REPEATED_HEADER {
            @Override
            public String apply(String mail) {
                String text = LINE_FEEDS.apply(mail);
                int end = text.indexOf("\n\n");
                return end < 0 ? text : text.substring(0, end + 1) + text;
            }
        },
        NESTED_IN_MULTIPARTS {
            @Override
            public String apply(String mail) {
                String text = LINE_FEEDS.apply(mail);
                int end = text.indexOf("\n\n");
                if (end < 0) {
                    return text;
                }
                StringBuilder outer = new StringBuilder();
                StringBuilder inner = new StringBuilder();
                boolean isMime = false;
                for (String line : text.substring(0, end).split("\n", -1)) {
                    boolean continues = line.startsWith(" ") || line.startsWith("\t");
                    isMime = continues ? isMime : line.regionMatches(true, 0, "content-", 0, "content-".length());
                    (isMime ? inner : outer).append(line).append('\n');
                }
                return outer + "Content-Type: multipart/mixed; boundary=outer-1\n\n--outer-1\n"
                        + "Content-Type: multipart/mixed; boundary=outer-2\n\n--outer-2\n" + inner
                        + text.substring(end + 1) + "\n--outer-2--\n--outer-1--\n";
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMailThatIsWrittenOtherwiseMeansTheSame(Change change) {
        for (Corpus.Mail mail : some(3 * MAILS)) {
            Report before = read(mail.octets().toBytes());
            Report after = read(change.apply(text(mail.octets().toBytes())).getBytes(StandardCharsets.ISO_8859_1));
            assertEquals(before.kind(), after.kind(), () -> describe(mail));
            assertEquals(before.type(), after.type(), () -> describe(mail));
        }
    }

    @Test
    void aReportOfAFailureThatIsCutOffClaimsNothingElse() {
        for (Corpus.Mail mail : some(MAILS)) {
            byte[] whole = mail.octets().toBytes();
            if (!FAILURES.contains(read(whole).kind())) {
                continue;
            }
            for (int piece = 0; piece < PIECES; piece++) {
                Report report = read(Arrays.copyOf(whole, whole.length * piece / PIECES));
                assertFalse(CLAIMS.contains(report.kind()), () -> describe(mail) + " became " + report);
            }
        }
    }

    @Test
    void noiseAndCutsAreReadInBoundedTime() {
        for (Corpus.Mail mail : some(5 * MAILS)) {
            byte[] whole = mail.octets().toBytes();
            byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
            for (int changes = random.nextInt(200); changes > 0 && damaged.length > 0; changes--) {
                int at = random.nextInt(damaged.length);
                damaged[at] = random.nextBoolean()
                        ? (byte) (128 + random.nextInt(128))
                        : (byte) "\r\n\0:;<>()=?-\"\\ 5".charAt(random.nextInt(16));
            }
            assertNotNull(FuzzInput.timely(() -> read(damaged)).kind(), () -> describe(mail));
        }
    }

    private List<Corpus.Mail> some(int count) {
        List<Corpus.Mail> mails = new ArrayList<>();
        for (Corpus corpus : Corpus.values()) {
            mails.addAll(corpus.mails());
        }
        Collections.shuffle(mails, random);
        return mails.subList(0, Math.min(count, mails.size()));
    }

    private String describe(Corpus.Mail mail) {
        return mail.file() + ", seed " + seed;
    }

    private static String text(byte[] mail) {
        return new String(mail, StandardCharsets.ISO_8859_1);
    }

    private Report read(byte[] mail) {
        return reader.read(mail, ReturnEnvelope.UNKNOWN);
    }
}
