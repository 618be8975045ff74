package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Mails that are files on disk: those that Thunderbird 153.8 wrote to its folders Sent and Drafts, and S/MIME of OpenSSL. The lines
 * "From - …" between the mails of a folder are left out.
 */
@Timeout(60)
class MailFilesFullIT {
    @TempDir
    private Path home;

    @AutoClose
    private RecordedSubmission submission;

    @BeforeEach
    void start() throws Exception {
        submission = new RecordedSubmission(home);
    }

    private void submitWithSmtplib(String file) throws Exception {
        Path program = Files.writeString(home.resolve("send.py"), """
                import email, email.policy, smtplib, sys
                with open(sys.argv[3], "rb") as file:
                    message = email.message_from_binary_file(file, policy=email.policy.SMTP)
                with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp:
                    smtp.login("telltale", sys.argv[2])
                    smtp.send_message(message, "shop@example.com", ["ann@example.org", "carla@example.org"])
                """);
        MailProgram.run(
                "python3",
                "python3",
                program.toString(),
                String.valueOf(submission.port()),
                SubmissionFixture.KEY,
                file);
    }

    /** Swaks does not leave out Bcc, and smtplib does; swaks adds an empty line. */
    @ParameterizedTest
    @CsvSource({
        "thunderbird-sent, swaks",
        "thunderbird-sent, smtplib",
        "thunderbird-draft, swaks",
        "thunderbird-draft, smtplib"
    })
    void mailsOfThunderbird(String name, String program) throws Exception {
        String file = MailProgram.file(name + ".eml");
        if (program.equals("swaks")) {
            MailProgram.swaks(submission.port(), file, "--auth", "PLAIN");
        } else {
            submitWithSmtplib(file);
        }
        String sent = submission.programs.mails().get(0);
        for (String copy : submission.awaitCopies(program.equals("swaks") ? 1 : 2)) {
            assertEquals(List.of("http://example.com/a?b=1&amp;c=2"), MailComparison.linksOf(sent, copy));
            assertFalse(copy.contains("Bcc:"), copy);
        }
    }

    @ParameterizedTest
    @CsvSource({"-sign, signed", "-sign -nodetach, signed", "-encrypt, encrypted"})
    void mailOfOpenSslPassesUntouched(String operation, String reason) throws Exception {
        MailProgram.makeCertificate(home);
        String certificate = home.resolve("cert.pem").toString();
        String part = Files.writeString(
                        home.resolve("part"),
                        "Content-Type: text/html; charset=utf-8\r\n\r\n<a href=\"http://example.com/\">x</a>\r\n")
                .toString();
        String file = home.resolve("mail").toString();
        List<String> command = new ArrayList<>(List.of("cms"));
        command.addAll(List.of(operation.split(" ")));
        command.addAll(List.of(
                "-in", part, "-out", file, "-from", "shop@example.com", "-to", "ann@example.org", "-subject", "x"));
        command.addAll(
                reason.equals("signed")
                        ? List.of(
                                "-signer",
                                certificate,
                                "-inkey",
                                home.resolve("key.pem").toString())
                        : List.of(certificate));
        MailProgram.openssl(command.toArray(String[]::new));
        MailProgram.swaks(submission.port(), file, "--auth", "PLAIN");
        String copy = submission.awaitCopies(1).get(0);
        assertTrue(copy.startsWith("Date: "), copy);
        assertTrue(copy.contains("\r\nX-Telltale-Tracking: none; reason=" + reason + "\r\n"), copy);
        MailComparison.assertUntouched(submission.programs.mails().get(0), copy);
    }

    @Test
    void aLineOfAnMboxFileIsNoField() throws Exception {
        try (SmtpClient client = SmtpClient.loggedIn(submission.port())) {
            assertEquals(
                    "554 5.6.0 the header has a line that belongs to no field",
                    client.submit("From - Tue Dec 01 22:32:31 2026\nFrom: shop@example.com\n\nx", "ann@example.org"));
        }
    }
}
