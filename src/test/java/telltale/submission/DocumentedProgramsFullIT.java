package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.build.DocumentedCode;

/** Runs the programs in docs/SMTP.md, with another port. */
@Timeout(120)
class DocumentedProgramsFullIT {
    private static final String HTML = "<html><body><a href='http://example.com/a'>Gr\u00fc\u00dfe</a></body></html>";

    @TempDir
    private Path home;

    @AutoClose
    private RecordedSubmission submission;

    @BeforeEach
    void start() throws Exception {
        submission = new RecordedSubmission(home);
    }

    /** The first code after the bold name of a program. */
    private String code(String program, String language) throws IOException {
        String found = DocumentedCode.after("**" + program + "**", "SMTP.md", language);
        assertTrue(found.contains("2587"), found);
        return found.replace("2587", String.valueOf(submission.port()));
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content).toString();
    }

    private void assertArrived(String link) throws InterruptedException {
        List<String> copies = submission.awaitCopies(1);
        assertEquals(
                List.of(link),
                MailComparison.linksOf(submission.programs.mails().get(0), copies.get(0)));
    }

    @Test
    void python() throws Exception {
        MailProgram.run(
                "python3", "python3", file("send.py", """
                import email.message, smtplib, sys
                key = sys.argv[1]
                message = email.message.EmailMessage()
                message["From"], message["To"], message["Subject"] = "shop@example.com", "ann@example.org", "Grüße"
                message.set_content("plain")
                message.add_alternative(sys.argv[2], subtype="html")
                """ + code("Python", "python")), SubmissionFixture.KEY, HTML);
        assertArrived("http://example.com/a");
    }

    @Test
    void nodemailer() throws Exception {
        String program =
                "const nodemailer = require('nodemailer');\nconst [key, html] = process.argv.slice(2);\n(async () => {\n"
                        + code("nodemailer", "js") + "transport.close();\n})();\n";
        MailProgram.run("nodejs node-nodemailer", "node", file("send.cjs", program), SubmissionFixture.KEY, HTML);
        assertArrived("http://example.com/a");
    }

    @Test
    void phpMailer() throws Exception {
        String program = "<?php\nrequire 'libphp-phpmailer/autoload.php';\n[, $key, $html] = $argv;\n"
                + code("PHPMailer", "php");
        MailProgram.run("php-cli libphp-phpmailer", "php", file("send.php", program), SubmissionFixture.KEY, HTML);
        assertArrived("http://example.com/a");
    }

    @Test
    void jakartaMail() throws Exception {
        String program = "import jakarta.mail.*;\nimport jakarta.mail.internet.*;\nimport java.util.*;\n"
                + "class Send {\npublic static void main(String[] args) throws Exception {\n"
                + "String key = args[0];\nString html = args[1];\n" + code("Jakarta Mail", "java") + "}\n}\n";
        MailProgram.run(
                "openjdk-17-jdk-headless",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                file("Send.java", program),
                SubmissionFixture.KEY,
                HTML);
        assertArrived("http://example.com/a");
    }

    /** Each mechanism of PHPMailer for the login, and its default, with special characters in the password. */
    @ParameterizedTest
    @ValueSource(strings = {"", "LOGIN", "PLAIN", "CRAM-MD5"})
    void wordPress(String mechanism) throws Exception {
        submission.telltale.key = "tt_\"quoted\" 'x' \\ $HOME %41 ü§€ {}<>&=";
        sendAsWordPress(mechanism, "html");
        sendAsWordPress(mechanism, "alternative");
        List<String> links = List.of(
                "https://blog.example.com/?p=7#comment-1",
                "https://blog.example.com/wp-admin/comment.php?action=approve&c=1#wpbody-content");
        assertEquals(Map.of("html", links, "alternative", links), submission.awaitLinks(2));
        String login = mechanism.equals("PLAIN") ? "AUTH PLAIN" : "AUTH LOGIN";
        List<String> commands = submission.programs.commands();
        assertTrue(commands.stream().anyMatch(each -> each.startsWith(login)), commands.toString());
    }

    @Test
    void plainTextOfWordPressPassesUntouched() throws Exception {
        sendAsWordPress("", "text");
        MailComparison.assertUntouched(
                submission.programs.mails().get(0), submission.awaitCopies(1).get(0));
    }

    private void sendAsWordPress(String mechanism, String shape) throws Exception {
        MailProgram.run(
                "php-cli libphp-phpmailer",
                "php",
                MailProgram.file("wordpress.php"),
                file("telltale.php", code("WordPress", "php")),
                submission.telltale.key,
                mechanism,
                shape);
    }
}
