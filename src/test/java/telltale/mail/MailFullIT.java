package telltale.mail;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.page.Browser;

/** What a reader's browser makes of mails, before and after Telltale put in what is tracked. */
class MailFullIT {
    /** Where each link leads by the browser's own reading; for a tracked one, where its destination does. */
    private static final String LANDINGS = """
            const [click, destinations] = arguments;
            const read = (text) => { try { return new URL(text, document.baseURI).href } catch { return 'nowhere' } };
            return [...document.querySelectorAll('a[href], area[href]')]
                .map((link) => link.getAttribute('href'))
                .map((href) => read(href.startsWith(click) ? destinations[href.slice(click.length)] : href));
            """;

    @TempDir
    Path folder;

    @Test
    void noDotDiffersAndEveryLinkLeadsToWhereItsSenderMeant() {
        try (Browser browser = new Browser()) {
            assertAll(Newsletters.all().entrySet().stream()
                    .map(mail -> () -> assertSame(browser, mail.getKey(), mail.getValue())));
        }
    }

    private void assertSame(Browser browser, String name, String html) throws IOException {
        ClickAddresses clicks = new ClickAddresses(Signed.BASE, link -> String.valueOf(link.number() - 1));
        TrackedHtml tracked = TrackedHtml.of(html, new Tracking(Mails.PIXEL, clicks));

        show(browser, html);
        byte[] before = browser.shown();
        Object meant = landings(browser, List.of());
        show(browser, tracked.html());
        assertArrayEquals(before, browser.shown(), name);
        assertEquals(meant, landings(browser, Signed.destinations(tracked)), name);
    }

    private static Object landings(Browser browser, List<String> destinations) {
        return browser.ask(LANDINGS, Signed.BASE + "/click/", destinations);
    }

    /** Always at the same address, to which relative links refer. */
    private void show(Browser browser, String html) throws IOException {
        Path file = folder.resolve("mail.html");
        Files.writeString(file, (html.startsWith("\uFEFF") ? "" : "\uFEFF") + html);
        browser.go(file.toUri());
    }
}
