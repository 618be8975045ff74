package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.dkim.SignedMessages;
import telltale.message.TestMessages;
import telltale.message.html.Addresses;
import telltale.message.html.ClickUrls;
import telltale.message.html.Href;
import telltale.message.html.Newsletters;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.model.Destination;
import telltale.page.Browser;
import telltale.page.Chromium;

/** How a browser renders messages before and after tracking is inserted. */
class MailFullIT {
    /** Resolves each link as the browser does, and the destination of a tracked link. */
    private static final String RESOLVED_LINKS = """
            const [click, destinations] = arguments;
            const read = (text) => { try { return new URL(text, document.baseURI).href } catch { return 'nowhere' } };
            return [...document.querySelectorAll('a[href], area[href]')]
                .map((link) => link.getAttribute('href'))
                .map((href) => read(href.startsWith(click) ? destinations[href.slice(click.length)] : href));
            """;

    /** Returns the pairs whose address and destination resolve to different URLs. */
    private static final String MISMATCHES = """
            const [pairs, base] = arguments;
            const read = (text, from) => { try { return new URL(text, from).href } catch { return 'nowhere' } };
            return pairs
                .filter(([address]) => read(address, base) !== 'nowhere')
                .filter(([address, destination]) => read(address, base) !== read(destination))
                .map(([address, destination]) => `${JSON.stringify(address)} leads to ${read(address, base)}`
                    + ` and ${destination} to ${read(destination)}`);
            """;

    private static final int ADDRESSES = 20_000;

    @TempDir
    Path folder;

    @Test
    void theRenderingIsIdenticalAndEveryLinkHasItsDestination() {
        try (Browser browser = new Chromium()) {
            assertAll(Newsletters.all().entrySet().stream()
                    .map(mail -> () -> assertSame(browser, mail.getKey(), mail.getValue())));
        }
    }

    @Test
    void everyTrackedAddressHasTheDestinationThatABrowserResolves() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Destination base = new Destination("https://base.example:8443/news/2026/index.html?a=b");
        List<List<String>> pairs = Stream.generate(() -> Addresses.random(random))
                .limit(ADDRESSES)
                .flatMap(address -> Href.destination(address, base).stream()
                        .map(destination -> List.of(address, destination.url())))
                .toList();
        try (Browser browser = new Chromium()) {
            assertEquals(List.of(), browser.ask(MISMATCHES, pairs, base.url()), "seed " + seed);
        }
        assertTrue(pairs.size() > ADDRESSES / 100, () -> "only " + pairs.size() + " are tracked");
    }

    private void assertSame(Browser browser, String name, String html) throws IOException {
        ClickUrls clicks = new ClickUrls(SignedMessages.BASE, link -> String.valueOf(link.number() - 1));
        TrackedHtml tracked = TrackedHtml.of(html, new Tracking(TestMessages.PIXEL, clicks));

        show(browser, html);
        byte[] before = browser.shown();
        Object expected = resolvedLinks(browser, List.of());
        show(browser, tracked.html());
        assertArrayEquals(before, browser.shown(), name);
        assertEquals(expected, resolvedLinks(browser, SignedMessages.destinations(tracked)), name);
    }

    private static Object resolvedLinks(Browser browser, List<String> destinations) {
        return browser.ask(RESOLVED_LINKS, SignedMessages.BASE + "/click/", destinations);
    }

    /** Shows the message at a fixed address, so that relative links resolve alike. */
    private void show(Browser browser, String html) throws IOException {
        Path file = folder.resolve("mail.html");
        Files.writeString(file, (html.startsWith("\uFEFF") ? "" : "\uFEFF") + html);
        browser.go(file.toUri());
    }
}
