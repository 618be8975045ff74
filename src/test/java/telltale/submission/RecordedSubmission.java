package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A listener for submission that keeps the mails of programs and the copies of their recipients. */
final class RecordedSubmission implements AutoCloseable {
    /** The field that names a mail in a test. */
    private static final Pattern SHAPE = Pattern.compile("(?m)^X-Shape: (.*)$");

    final SubmissionFixture telltale;
    final SmtpRecorder programs = new SmtpRecorder();
    private final SmtpRecorder copies = new SmtpRecorder();
    private final int port;

    RecordedSubmission(Path home) throws IOException {
        telltale = new SubmissionFixture(home, 1_000_000, copies::relayTo);
        telltale.next.offer("8BITMIME");
        telltale.next.offer("SMTPUTF8");
        port = programs.relayTo(telltale.listener.port());
    }

    /** The port to which programs submit. */
    int port() {
        return port;
    }

    /** The mails of the programs by their shapes. */
    Map<String, String> sent() {
        return programs.mails().stream().collect(Collectors.toMap(RecordedSubmission::shape, mail -> mail));
    }

    static String shape(String mail) {
        Matcher shape = SHAPE.matcher(mail);
        assertTrue(shape.find(), mail);
        return Objects.requireNonNull(shape.group(1));
    }

    /** The copies of the recipients, once there are so many. */
    List<String> awaitCopies(int count) throws InterruptedException {
        assertEquals(count, telltale.await(count).size());
        return copies.mails();
    }

    /** The tracked links of each shape, after comparing all copies with what was sent. */
    Map<String, List<String>> awaitLinks(int count) throws InterruptedException {
        Map<String, String> sent = sent();
        return awaitCopies(count).stream()
                .collect(Collectors.toMap(
                        RecordedSubmission::shape,
                        copy -> MailComparison.linksOf(Objects.requireNonNull(sent.get(shape(copy))), copy),
                        (one, other) -> {
                            assertEquals(one, other);
                            return one;
                        }));
    }

    @Override
    public void close() throws IOException {
        telltale.close();
        programs.close();
        copies.close();
    }
}
