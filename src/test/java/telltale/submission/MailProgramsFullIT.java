package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.postfix.PostfixServer;

/** Mail that real programs submit arrives unchanged, except for pixel and links. */
@Timeout(120)
class MailProgramsFullIT {
    private static final String MAIL = """
            Date: Tue, 1 Dec 2026 10:00:00 +0100
            Message-ID: <4711@shop.example.com>
            From: "Shop, Berlin" <shop@example.com>
            To: =?utf-8?q?=C3=84nne?= <ann@example.org>
            Subject: =?UTF-8?B?R3LDvMOfZQ==?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed;
            \tboundary="=_mixed"

            This is a multi-part message in MIME format.
            --=_mixed
            Content-Type: multipart/alternative; boundary=alt

            --alt
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße
            .a line with a dot at its start
            --alt
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <html><body><p>Gr=C3=BC=C3=9Fe <a href=3D"http://example.com/a?b=3D1&amp;c=
            =3D2">x</a></p>
            </body></html>
            --alt--
            --=_mixed
            Content-Type: application/octet-stream; name="x.bin"
            Content-Transfer-Encoding: base64

            AAECAwQFBgcICQ==
            --=_mixed--
            """;
    /** What stands for the link and the pixel, between soft line breaks. */
    private static final Pattern LINK = Pattern.compile("=\nhttps://t\\.example\\.org/app/click/[^\"]*?=\n(?=\">x)");

    private static final Pattern PIXEL = Pattern.compile("(=\n)?<img [^>]*>=\n(?=</body>)");

    @TempDir
    private Path home;

    @AutoClose
    private SubmissionFixture telltale;

    @BeforeEach
    void start() throws Exception {
        telltale = new SubmissionFixture(home, 1_000_000);
        telltale.next.offer("8BITMIME");
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content);
    }

    private String port() {
        return String.valueOf(telltale.listener.port());
    }

    /** Requires that the mail arrived with pixel and link, and is otherwise what was sent. */
    private void assertArrived() throws InterruptedException {
        String sent = telltale.await(1).get(0).replace("\r\n", "\n").replaceAll("^(Received:.*\n([ \t].*\n)*)+", "");
        assertTrue(LINK.matcher(sent).find(), sent);
        assertTrue(PIXEL.matcher(sent).find(), sent);
        String restored = PIXEL.matcher(LINK.matcher(sent).replaceAll("http://example.com/a?b=3D1&amp;c=\n=3D2"))
                .replaceAll("");
        // Swaks adds an empty line.
        assertEquals(MAIL.stripTrailing(), restored.stripTrailing());
        assertEquals("Grüße", telltale.deliveries().get(0).subject());
    }

    @Test
    void msmtp() throws Exception {
        Path settings = file("msmtprc", "");
        Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(
                settings,
                "account default\nhost 127.0.0.1\nport " + port() + "\nauth plain\nuser telltale\npassword "
                        + SubmissionFixture.KEY + "\nfrom shop@example.com\n");
        MailProgram.run("msmtp", file("mail", MAIL), "msmtp", "-C", settings.toString(), "ann@example.org");
        assertArrived();
    }

    @Test
    void swaks() throws Exception {
        String mail = file("mail", MAIL).toString();
        String conversation = MailProgram.swaks(telltale.listener.port(), mail, "--auth", "LOGIN", "--pipeline");
        assertTrue(conversation.contains("250 2.0.0 queued as"), conversation);
        assertArrived();
    }

    @Test
    void pythonsSmtplib() throws Exception {
        Path program = file("send.py", """
                import smtplib, sys
                with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp:
                    smtp.login("telltale", sys.argv[2])
                    smtp.sendmail("shop@example.com", ["ann@example.org"], sys.stdin.buffer.read().replace(b"\\n", b"\\r\\n"),
                                  ["BODY=8BITMIME"])
                """);
        MailProgram.run("python3", file("mail", MAIL), "python3", program.toString(), port(), SubmissionFixture.KEY);
        assertArrived();
    }

    @Test
    void postfixAsARelay() throws Exception {
        Path program = file("submit.py", """
                import smtplib, ssl, sys
                with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as smtp:
                    smtp.starttls(context=ssl._create_unverified_context())
                    smtp.login(sys.argv[2], sys.argv[3])
                    smtp.sendmail("shop@example.com", ["ann@example.org"], sys.stdin.buffer.read().replace(b"\\n", b"\\r\\n"),
                                  ["BODY=8BITMIME"])
                """);
        try (PostfixServer postfix = new PostfixServer(FreePort.find())) {
            postfix.routeWithLogin("example.org", telltale.listener.port(), "telltale", SubmissionFixture.KEY);
            List<String> login = List.of(
                    postfix.settings().get("EMAIL_PORT"),
                    postfix.settings().get("EMAIL_USER"),
                    postfix.settings().get("EMAIL_PASS"));
            MailProgram.run(
                    "python3",
                    file("mail", MAIL),
                    "python3",
                    program.toString(),
                    login.get(0),
                    login.get(1),
                    login.get(2));
            assertArrived();
        }
    }
}
