package telltale.message.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.dkim.SignedMessages;
import telltale.fuzz.FuzzInput;
import telltale.message.TestMessages;
import telltale.model.Link;

class TrackedHtmlFuzzTest {
    private static final Tracking PIXEL_ONLY = new Tracking(TestMessages.PIXEL, null);

    @FuzzTest
    void onlyPixelAndLinksChange(byte[] input) {
        String html = FuzzInput.text(input);
        TrackedHtml opens = FuzzInput.timely(() -> TrackedHtml.of(html, PIXEL_ONLY));
        String pixel = TestMessages.PIXEL.toHtml();
        int position = opens.html().indexOf(pixel);
        assertTrue(position >= 0 && opens.pixel(), html);
        assertEquals(html.length() + pixel.length(), opens.html().length());
        assertTrue(isInsertion(html, pixel, opens.html()), opens.html());

        assertOnlyLinksChanged(html, FuzzInput.timely(() -> SignedMessages.withClicks(html)));
    }

    /** Whether the result is the source with one insertion at any position. */
    private static boolean isInsertion(String source, String inserted, String result) {
        for (int i = result.indexOf(inserted); i >= 0; i = result.indexOf(inserted, i + 1)) {
            if ((result.substring(0, i) + result.substring(i + inserted.length())).equals(source)) {
                return true;
            }
        }
        return false;
    }

    /** The text between the tracked addresses must be the source in order, without the replaced addresses. */
    private static void assertOnlyLinksChanged(String source, TrackedHtml clicks) {
        String rest = clicks.html();
        int copied = 0;
        for (Link link : clicks.links()) {
            String written = SignedMessages.written(link, clicks.html());
            int at = rest.indexOf(written);
            assertTrue(at >= 0, rest);
            copied = indexAfter(source, rest.substring(0, at), copied);
            rest = rest.substring(at + written.length());
        }
        assertTrue(source.endsWith(rest) && copied <= source.length() - rest.length(), rest);
    }

    private static int indexAfter(String source, String piece, int from) {
        int at = source.indexOf(piece, from);
        assertTrue(at >= 0 && (from > 0 || at == 0), piece);
        return at + piece.length();
    }
}
