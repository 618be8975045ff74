package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import telltale.launcher.RunningWar;

/** What a person does who has never seen Telltale: one command, one link, one mail, and its open arrives live. */
class FirstMinuteFullIT {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern SIGN_IN_LINK = Pattern.compile("http://localhost:\\d+/app/#sign-in=\\S+");
    private static final String SUBJECT = "My first tracked mail";

    @Test
    void anOpenArrivesLiveWithTheReasonOfItsVerdictWithinAMinuteOfTheStart(@TempDir Path folder) throws Exception {
        try (Browser browser = Chromium.ofPerson()) {
            walk(browser, "first-minute", folder);
        }
    }

    @Test
    void theSameInFirefox(@TempDir Path folder) throws Exception {
        try (Browser browser = Firefox.startedIn(folder)) {
            walk(browser, "first-minute-firefox", folder);
        }
    }

    private static void walk(Browser browser, String picture, Path folder) throws Exception {
        long start = System.nanoTime();
        try (RunningWar telltale = RunningWar.serving(folder)) {
            URI site = URI.create(telltale.awaitSite());
            browser.go(signInLink(telltale));
            browser.see(".empty", "Nothing has been sent yet");
            browser.see(".empty a", "Send your first mail").click();
            sendMail(browser, "ann@example.com", SUBJECT);
            browser.see("[data-section=live]").click();
            browser.see(".live-mark[data-state=live]");

            browser.openInMailbox(site, SUBJECT);

            String reason = browser.see(".event[data-who=people] .event-why").getText();
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            System.out.printf(
                    "%s: %.1f s from the command to the open, live: %s%n", picture, taken.toMillis() / 1e3, reason);
            browser.picture(picture);
            assertFalse(reason.isBlank());
            assertTrue(taken.compareTo(LIMIT) < 0, taken::toString);
        }
        assertEquals(List.of(), browser.complaints());
    }

    private static URI signInLink(RunningWar telltale) {
        Matcher link = SIGN_IN_LINK.matcher(telltale.out());
        assertTrue(link.find(), telltale.out());
        return URI.create(link.group());
    }

    /** Sends a mail from the view for that, which is open. */
    private static void sendMail(Browser browser, String to, String subject) {
        replace(browser.see("#compose-to"), to);
        replace(browser.see("#compose-subject"), subject);
        replace(browser.see("#compose-message"), "It rains in Lisbon.");
        browser.see(".compose-form button[type=submit]").click();
        browser.see(".notice.good", to);
    }

    /** In Firefox, the control key stays pressed until the end of what is sent at once. */
    private static void replace(WebElement field, String text) {
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"));
        field.sendKeys(text);
    }
}
