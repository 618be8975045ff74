package telltale.dkim;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import telltale.message.TestMessages;
import telltale.message.html.ClickUrls;
import telltale.message.html.TrackedHtml;
import telltale.message.html.Tracking;
import telltale.model.Link;
import telltale.token.KeyRing;
import telltale.token.Tokens;

/** Tracked links of one message, with real tokens. */
public final class SignedMessages {
    public static final String BASE = "https://t.example.org/app";
    private static final String CLICK = BASE + "/click/";
    private static final Tokens TOKENS = new Tokens(new KeyRing(Map.of(1, key())));

    static final ClickUrls CLICKS = new ClickUrls(BASE, SignedMessages::token);
    static final Tracking CLICKS_ONLY = new Tracking(null, CLICKS);
    public static final Tracking EVERYTHING = new Tracking(TestMessages.PIXEL, CLICKS);

    private SignedMessages() {}

    public static TrackedHtml withClicks(String html) {
        return TrackedHtml.of(html, CLICKS_ONLY);
    }

    public static List<String> destinations(TrackedHtml tracked) {
        return tracked.links().stream().map(link -> link.destination().url()).toList();
    }

    public static String address(Link link) {
        return CLICK + token(link);
    }

    /** The address as written in HTML, where a final hyphen before the end of a tag is a character reference. */
    public static String written(Link link, String source) {
        String address = address(link);
        return address.endsWith("-") && !source.contains(address)
                ? address.substring(0, address.length() - 1) + "&#45;"
                : address;
    }

    /** The destination of an address, read from the token of a tracked one. */
    public static String destination(String address) {
        return address.startsWith(CLICK)
                ? TOKENS.readLink(address.substring(CLICK.length()))
                        .map(signed -> signed.link().destination().url())
                        .orElseThrow()
                : address;
    }

    private static String token(Link link) {
        return TOKENS.forLink(TestMessages.ID, link);
    }

    private static byte[] key() {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) 7);
        return key;
    }
}
