package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** Composing a message on the page, in a browser. */
class ComposeFullIT extends ServedPage {
    private static final String ALL = Keys.chord(Keys.CONTROL, "a");
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202Eevil";

    private static final String CHOOSE = """
        document.querySelector(`.segments input[name^=${arguments[0]}][value=${arguments[1]}]`).click();
        return true;
        """;
    private static final String ENTER = """
        const field = document.getElementById(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event('input', {bubbles: true}));
        return true;
        """;
    private static final String PRESS_TWICE = """
        const button = document.querySelector('dialog[open] button[value=send]');
        button.click();
        button.click();
        return true;
        """;

    private static void compose() throws IOException {
        signIn(telltale.key());
        browser.see("#overview-title");
        browser.see("[data-section=compose]").click();
        browser.see("#compose-title");
    }

    private static void choose(String name, String value) {
        browser.ask(CHOOSE, name, value);
    }

    private static void fill(String selector, String text) {
        browser.see(selector).sendKeys(ALL + text);
    }

    private static int mailsWith(String subject) throws IOException, InterruptedException {
        return mailbox("api/messages").split(Pattern.quote(subject), -1).length - 1;
    }

    private static String mailbox(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(site.resolve("/mailbox/" + path)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The source of the mail to an address in the demo mailbox, as it was received, with its header fields unfolded. */
    private static String mailTo(String address) throws IOException, InterruptedException {
        String mails = browser.await("a mail to " + address, driver -> {
            try {
                String all = mailbox("api/messages");
                return all.contains("\"to\":\"" + address) ? all : null;
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
        Matcher mail = Pattern.compile("\"id\":\"([^\"]+)\",\"from\":\"[^\"]*\",\"to\":\"" + Pattern.quote(address))
                .matcher(mails);
        assertTrue(mail.find(), mails);
        return mailbox("messages/" + mail.group(1) + ".eml").replaceAll("\r?\n[ \t]", " ");
    }

    /** Opens the part of the form with a title. */
    private static void open(String title) {
        WebElement part = browser.await(
                "the part " + title,
                driver -> driver.findElements(By.cssSelector(".compose-part > summary")).stream()
                        .filter(summary -> summary.getText().startsWith(title))
                        .findFirst()
                        .orElse(null));
        part.click();
    }

    private static void enter(String field, String text) {
        browser.ask(ENTER, "compose-" + field, text);
    }

    private static void choose(String kind) {
        new Select(browser.see("#compose-calendar")).selectByValue(kind);
    }

    @Test
    void theFirstMailIsSentWithoutTypingAnything() throws IOException {
        compose();
        browser.see(".compose-form button[type=submit]").click();

        browser.see(".notice.good", "you@example.com");
        browser.see(".notice.good a[href='../mailbox/']");
        browser.openInMailbox(site, "Hello from Telltale");
        browser.see(".notice.good a").click();
        browser.see(".panel h1", "Hello from Telltale");
    }

    @Test
    void aListIsConfirmedAndSentOnce() throws Exception {
        compose();
        choose("mode", "list");
        String rows = """
            email,name
            list-1@example.com,%s
            no address,x
            list-1@example.com,Again
            list-2@example.com,"%s"
            """.formatted(HOSTILE, "w".repeat(400));
        browser.ask(ENTER, "compose-list", rows);
        fill("#compose-subject", "Listed {{name}}");
        fill("#compose-message", "<p>Dear {{name}}, {{unsubscribe}}</p>");
        browser.see("[role=status]", "3 recipients; columns: email, name");
        browser.see(".compose-form", "Row 3: “no address” is not an address");
        browser.see(".compose-subject", "Listed " + HOSTILE.substring(0, 28));
        browser.inFrame(".mail-frame", () -> browser.see("p", "Dear <img src=x onerror=alert(1)>"));

        browser.see(".compose-form button[type=submit]", "Send to 3 recipients…")
                .click();
        browser.see("dialog[open] h2", "Send to 2 recipients?");
        browser.see("dialog[open]", "1 named again");
        browser.assertNoBarrier("compose-confirmation");
        browser.ask(PRESS_TWICE);

        browser.see(".notice.good", "Stored for 2 recipients.");
        browser.see(".compose-progress", "2 accepted. All are done.");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("dialog[open] button[value=send]").click();
        browser.see(".notice.good", "Stored for 2 recipients.");
        assertEquals(2, mailsWith("Listed "));
    }

    @Test
    void aDraftSurvivesAReloadAndEndsWithTheSession() throws IOException {
        compose();
        fill("#compose-subject", "Half " + HOSTILE);
        browser.await(
                "the draft to be kept",
                driver -> String.valueOf(browser.ask("return sessionStorage.getItem('telltale.draft')"))
                                .contains("evil")
                        ? true
                        : null);
        browser.reload();
        browser.see("#compose-title");
        assertEquals("Half " + HOSTILE, browser.see("#compose-subject").getDomProperty("value"));

        browser.see("#account summary").click();
        browser.see("#sign-out").click();
        browser.see("#key");
        assertEquals(0L, browser.ask("return sessionStorage.length"));
    }

    @Test
    void aTemplateIsStoredChangedAndRestored() throws IOException {
        compose();
        browser.see(".compose-part summary", "Templates").click();
        fill("#compose-subject", "First");
        fill("#compose-save-as", "walk");
        button("Save").click();
        browser.see(".compose-part [role=status]", "Saved as walk.");
        fill("#compose-subject", "Second");
        button("Save").click();
        browser.see(".compose-versions li", "Version 2");
        browser.see(".compose-versions li + li button").click();
        browser.see(".compose-part [role=status]", "Version 1 is in the form.");
        assertEquals("First", browser.see("#compose-subject").getDomProperty("value"));
        button("Undo").click();
        assertEquals("Second", browser.see("#compose-subject").getDomProperty("value"));
        browser.assertNoBarrier("compose-templates");
    }

    private static WebElement button(String name) {
        return browser.await(
                "the button " + name,
                driver -> driver.findElements(By.cssSelector("button")).stream()
                        .filter(button -> button.isDisplayed() && name.equals(button.getText()))
                        .findFirst()
                        .orElse(null));
    }

    @Test
    void theTextThatIsMadeFromTheHtmlIsShown() throws IOException {
        compose();
        fill("#compose-message", "<h1>Dear {{name}}</h1><p>One &amp; two</p>");
        browser.see("#compose-field-0").sendKeys("<b>Ann");
        choose("look", "text");

        browser.see(".compose-source", "One & two");
        browser.see(".compose-source", "<b>Ann");
        browser.assertNoBarrier("compose-made-text");
    }

    @Test
    void whatIsMissingIsToldAtItsField() throws IOException {
        compose();
        fill("#compose-to", Keys.BACK_SPACE.toString());
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-to-error", "Enter an address.");
        choose("mode", "list");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-list-error", "Enter at least one recipient.");
        assertEquals("compose-list", browser.focused().getDomAttribute("id"));
    }

    @Test
    void everyFieldOfAMessageArrives() throws Exception {
        compose();
        fill("#compose-to", "Ann <fields-to@example.com>");
        fill("#compose-subject", "All fields");
        fill("#compose-message", "<p><a href='https://shop.example.com/'>Shop</a></p>");
        open("More fields");
        fill("#compose-from", "Shop <shop@example.com>");
        fill("#compose-reply-to", "help@example.com, \"Desk, Front\" <desk@example.com>");
        fill("#compose-cc", "Ben <fields-cc@example.com>");
        fill("#compose-bcc", "fields-bcc@example.com");
        enter("headers", "X-Order: 47:11\nX-Shop: main");
        enter("metadata", "order: 4711");
        open("Link parameters");
        fill("#compose-utm-source", "letter");
        browser.see(".compose-headers", "Desk, Front");
        browser.see(".compose-headers", "47:11");
        browser.see("#compose-clicks").click();
        browser.assertNoBarrier("compose-more");
        browser.see(".compose-form button[type=submit]").click();
        browser.see(".notice.good", "is on its way");

        String mail = mailTo("fields-to@example.com");
        assertContains(mail, "From: \"Shop\" <shop@example.com>");
        assertContains(mail, "Reply-To: help@example.com, \"Desk, Front\" <desk@example.com>");
        assertContains(mail, "Cc: \"Ben\" <fields-cc@example.com>");
        assertContains(mail, "X-Order: 47:11");
        assertContains(mail, "X-Shop: main");
        assertContains(mail, "https://shop.example.com/?utm_source=3Dletter");
        assertFalse(mail.contains("fields-bcc") || mail.contains("4711"), mail);
        assertContains(mailTo("fields-cc@example.com"), "X-Order: 47:11");
        assertContains(mailTo("fields-bcc@example.com"), "To: \"Ann\" <fields-to@example.com>");
    }

    @Test
    void anInvitationArrivesAndKeepsItsId() throws Exception {
        compose();
        fill("#compose-to", "invited@example.com");
        fill("#compose-subject", "Invited");
        open("Calendar");
        choose("REQUEST");
        fill("#compose-calendar-summary", "Opening, " + HOSTILE);
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-calendar-start-error", "Enter when it starts.");
        enter("calendar-start", "2027-03-01T18:00");
        enter("calendar-end", "2027-03-01T17:00");
        new Select(browser.see("#compose-calendar-zone")).selectByValue("UTC");
        fill("#compose-calendar-organizer", "Shop <shop@example.com>");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-calendar-end-error", "DTEND");
        browser.seeComplaint("400");
        assertEquals("compose-calendar-end", browser.focused().getDomAttribute("id"));
        enter("calendar-end", "2027-03-01T20:00");
        browser.assertNoBarrier("compose-calendar");
        String id = browser.see("#compose-calendar-uid").getDomProperty("value");
        browser.see(".compose-form button[type=submit]").click();
        browser.see(".notice.good", "is on its way");

        String mail = mailTo("invited@example.com");
        assertContains(mail, "text/calendar; method=REQUEST");
        for (String line : List.of(
                "UID:" + id,
                "DTSTART:20270301T180000Z",
                "DTEND:20270301T200000Z",
                "SUMMARY:Opening\\, <img src",
                "mailto:invited@example.com")) {
            assertContains(mail, line.replace("=", "=3D"));
        }

        choose("source");
        assertContains(String.valueOf(browser.see("#compose-calendar-source").getDomProperty("value")), "UID:" + id);
        enter("calendar-source", "BEGIN:VCALENDAR\nnonsense");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-calendar-source-error", "line 2");
        browser.seeComplaint("400");
    }

    @Test
    void anErrorIsShownAtItsFieldInAPartThatIsClosed() throws IOException {
        compose();
        open("More fields");
        enter("cc", "ben@example.com, nobody");
        enter("headers", "X-Order 4711");
        open("More fields");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-headers-error", "Line 1 is not a name");
        enter("headers", "Subject: x");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-cc-error", "cc[1]");
        browser.seeComplaint("400");
        enter("cc", "");
        browser.see(".compose-form button[type=submit]").click();
        browser.see("#compose-headers-error", "a name that cannot be set");
        browser.seeComplaint("400");
        assertEquals("compose-headers", browser.focused().getDomAttribute("id"));
    }

    private static void assertContains(String text, String part) {
        assertTrue(text.contains(part), () -> part + " is missing in " + text);
    }

    @ParameterizedTest
    @CsvSource({"dark, 390", "light, 1400"})
    void everyLookOfThePreviewIsAccessible(String colorScheme, int width) throws IOException {
        browser.prefer(colorScheme);
        browser.resize(width);
        compose();
        fill("#compose-subject", "Wide " + "w".repeat(300));
        choose("when", "later");
        open("More fields");
        open("Link parameters");
        open("Calendar");
        choose("REQUEST");
        for (String look : List.of("mobile", "dark", "text", "source", "desktop")) {
            choose("look", look);
            browser.assertNoBarrier("compose-" + look + "-" + colorScheme + "-" + width);
        }
        assertFalse(browser.see(".compose-form").getText().isBlank());
        assertTrue(browser.see("#compose-zone").isDisplayed());
    }
}
