package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;

/** The page of mails that came back, in a browser. */
class ReturnedMailFullIT {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private Chromium browser;
    private RunningWar telltale;
    private URI site;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        browser = new Chromium();
        telltale = RunningWar.serving(folder);
        site = URI.create(telltale.awaitSite());
        browser.takeNewTab();
        browser.go(site.resolve("/app/"));
        browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
        browser.see("#overview-title");
    }

    @AfterEach
    void stop() {
        browser.close();
        telltale.close();
    }

    @Test
    void aBounceThatProvesNothingIsListedOpenedAndConfirmed() throws Exception {
        browser.see("[data-section=returned]").click();
        browser.see(".empty", "No mail has come back yet");
        assertNoBarrier();
        post("message/rfc822", "/app/api/v1/inbound", bounce(delivery()));

        browser.see("#sections [data-section=returned]");
        browser.see(".pane-actions button", "Refresh").click();
        browser.see(".listing .row-link", "There is no such mailbox").click();

        browser.see(".panel", "Nothing in it proves which delivery it is about");
        browser.see(".panel .reply", "550 5.1.1 " + HOSTILE);
        browser.see(".panel button", "Show source").click();
        browser.see(".panel pre", "Subject: " + HOSTILE);
        browser.see(".panel form button[type=submit]", "Correct").click();
        browser.see(".confirmation", "Its recipient is suppressed.");
        assertNoBarrier();
        browser.see(".confirmation button", "Apply").click();

        browser.see(".panel .effects-list", "The delivery is bounced.");
        browser.see(".panel", "A person corrected this. The rules read: bounce (mailbox gone).");
        browser.see(".listing tr.open .effects", "bounced, suppressed");
        assertNoBarrier();
        browser.see(".panel a", "Show the delivery").click();
        browser.see(".panel .chip[data-state=bounced]", "bounced");
        browser.see(".panel .verdict", "There is no such mailbox");
        browser.see(".timeline [data-kind=report] a", "Came back: bounce").click();
        browser.see(".panel button", "Remove the correction…").click();
        browser.see("dialog[open] button.danger").click();
        browser.see(".panel", "If this is wrong, say what it is.");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void aMailIsHandedInAsAFileAndItsReportIsShown(@TempDir Path mails) throws Exception {
        Path mail = Files.writeString(
                mails.resolve("bounce.eml"), bounce(delivery()) + "\u00fc", StandardCharsets.ISO_8859_1);
        browser.see("[data-section=returned]").click();
        browser.see(".pane-actions button", "Hand in…").click();
        browser.see("dialog [name=mail]").sendKeys(mail.toString());
        browser.see("dialog [name=to]").sendKeys("not an address");
        assertNoBarrier();
        browser.see("dialog button", "Hand in").click();
        browser.see("dialog [role=alert]", "Envelope-To");
        browser.see("dialog [name=to]").clear();
        browser.see("dialog button", "Hand in").click();

        browser.see(".panel .reply", "550 5.1.1 " + HOSTILE);
        browser.see(".listing tr.open", "There is no such mailbox");
        browser.see(".panel button", "Show source").click();
        browser.see(".panel pre", "Subject: " + HOSTILE);
        browser.see(".pane-actions summary", "Download");
        browser.resize(390);
        assertNoBarrier();
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
    }

    @Test
    void theFiltersStandInTheAddress() throws Exception {
        post("message/rfc822", "/app/api/v1/inbound", "Subject: spam\n\nBuy.\n");
        browser.go(site.resolve("/app/#/returned?kind=bounce&match=token"));
        browser.see(".empty", "No matching returned mail");
        assertEquals("bounce", browser.see("#filter-kind").getDomProperty("value"));

        browser.see(".empty a", "Show all returned mail").click();

        browser.see(".listing .chip", "unrelated");
        assertEquals(List.of(), browser.complaints());
    }

    private void assertNoBarrier() throws IOException {
        assertEquals(List.of(), browser.barriers());
        assertEquals(0, browser.overhang(), "pixels beyond the right edge");
    }

    /** The id of a delivery to Ann, which the demo mailbox accepted. */
    private String delivery() throws Exception {
        String answer = post(
                "application/json",
                "/app/track",
                "{\"to\": \"ann@example.com\", \"subject\": \"Hello\", \"html\": \"<p>Hi</p>\"}");
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(answer);
        assertTrue(id.find(), answer);
        return id.group(1);
    }

    /** A report that names a delivery by a Message-ID without a signature, which anyone can write. */
    private static String bounce(String delivery) {
        return """
                From: MAILER-DAEMON@mx.example.com
                Subject: %1$s
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="b"

                --b

                It failed.
                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.com

                Final-Recipient: rfc822; ann@example.com
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 %1$s user unknown

                --b
                Content-Type: text/rfc822-headers

                Message-ID: <%2$s@example.com>
                Subject: Hello

                --b--
                """.formatted(HOSTILE, delivery);
    }

    private String post(String type, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(site.resolve(path))
                .headers("Content-Type", type, "Authorization", "Bearer " + telltale.key())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertEquals(2, answer.statusCode() / 100, answer::body);
        return answer.body();
    }
}
