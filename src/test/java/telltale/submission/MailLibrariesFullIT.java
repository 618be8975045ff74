package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mails of all shapes that nodemailer and PHPMailer compose arrive unchanged, except for pixel and links. */
@Timeout(120)
class MailLibrariesFullIT {
    private static final List<String> LINK = List.of("http://example.com/a?b=1&amp;c=2");

    @TempDir
    private Path home;

    @AutoClose
    private RecordedSubmission submission;

    @BeforeEach
    void start() throws Exception {
        submission = new RecordedSubmission(home);
    }

    private String port() {
        return String.valueOf(submission.port());
    }

    private String dkimKey() throws Exception {
        Path key = home.resolve("dkim.pem");
        MailProgram.openssl("genrsa", "-traditional", "-out", key.toString(), "2048");
        return key.toString();
    }

    private void assertLinkInAll(Map<String, List<String>> links, int shapes) {
        assertEquals(shapes, links.size());
        links.forEach((shape, each) -> assertEquals(LINK, each, shape));
    }

    @Test
    void nodemailer() throws Exception {
        MailProgram.run(
                "nodejs node-nodemailer",
                "node",
                MailProgram.file("nodemailer.cjs"),
                port(),
                SubmissionFixture.KEY,
                dkimKey());
        assertLinkInAll(submission.awaitLinks(18 + 3), 18);
        assertEquals(2, submission.programs.connections());
        List<String> commands = submission.programs.commands();
        assertTrue(commands.stream().anyMatch(each -> each.endsWith(" SMTPUTF8")), commands.toString());
        assertTrue(commands.stream().anyMatch(each -> each.contains(" BODY=8BITMIME")), commands.toString());
        assertFalse(commands.stream().anyMatch(each -> each.contains(" RET=") || each.contains(" NOTIFY=")));
        assertTrue(submission.telltale.next.commands().stream()
                .anyMatch(each -> each.contains("nne@example.org> ") || each.endsWith("nne@example.org>")));
        assertTrue(Objects.requireNonNull(submission.sent().get("dkim")).contains("DKIM-Signature:"));
        assertFalse(submission.awaitCopies(21).stream().anyMatch(copy -> copy.contains("DKIM-Signature:")));
    }

    @Test
    void phpMailer() throws Exception {
        dkimKey();
        MailProgram.makeCertificate(home);
        String refused = MailProgram.run(
                "php-cli libphp-phpmailer",
                "php",
                MailProgram.file("phpmailer.php"),
                port(),
                SubmissionFixture.KEY,
                home.toString());
        assertTrue(refused.contains("a parameter of RCPT is not supported"), refused);
        Map<String, String> sent = submission.sent();
        assertEquals(14, sent.size());
        List<String> copies = submission.awaitCopies(14 + 2);
        TreeSet<String> tracked = new TreeSet<>();
        for (String copy : copies) {
            String mail = Objects.requireNonNull(sent.get(RecordedSubmission.shape(copy)));
            String shape = RecordedSubmission.shape(copy);
            if (List.of("text", "signed").contains(shape)) {
                MailComparison.assertUntouched(mail, copy);
            } else {
                assertEquals(LINK, MailComparison.linksOf(mail, copy), shape);
                tracked.add(shape);
            }
        }
        assertEquals(12, tracked.size());
        assertEquals(1, submission.programs.connections());
    }
}
