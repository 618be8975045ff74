package telltale.doctor.delivery;

import java.util.List;
import telltale.model.EventKind;
import telltale.model.Network.Kind;

/**
 * A program that fetches what a mail contains, as docs/WHAT-AN-OPEN-MEANS.md describes it.
 *
 * @param fetched what it fetches: a pixel, or a link
 * @param network where its requests come from
 * @param fields the header fields that it sends, but those of the host and the connection
 */
record MailProgram(String name, EventKind fetched, Kind network, List<String> fields) {
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/%s Safari/537.36";

    /** The programs of a test. */
    static final List<MailProgram> ALL = List.of(
            new MailProgram(
                    "Gmail (image proxy)",
                    EventKind.OPEN,
                    Kind.GOOGLE,
                    List.of(
                            "User-Agent: Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0"
                                    + " (via ggpht.com GoogleImageProxy)",
                            "Accept-Encoding: gzip,deflate,br")),
            new MailProgram(
                    "Apple Mail (Privacy Protection)",
                    EventKind.OPEN,
                    Kind.APPLE_RELAY,
                    List.of("User-Agent: Mozilla/5.0", "Accept: */*", "Accept-Encoding: gzip, deflate, br")),
            new MailProgram(
                    "Outlook for Windows",
                    EventKind.OPEN,
                    Kind.PUBLIC,
                    List.of(
                            "User-Agent: Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)",
                            "Accept: */*",
                            "Accept-Encoding: gzip, deflate")),
            new MailProgram(
                    "Yahoo Mail (image proxy)",
                    EventKind.OPEN,
                    Kind.MAIL_PROXY,
                    List.of(
                            "User-Agent: YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
                            "Accept: */*")),
            new MailProgram(
                    "Microsoft Defender (Safe Links)",
                    EventKind.CLICK,
                    Kind.MICROSOFT_FILTER,
                    List.of(
                            "User-Agent: " + CHROME.formatted("101.0.4951.67"),
                            "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
                            "Accept-Encoding: gzip, deflate")),
            new MailProgram(
                    "Slack (link preview)",
                    EventKind.CLICK,
                    Kind.PUBLIC,
                    List.of(
                            "User-Agent: Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                            "Accept: */*",
                            "Accept-Encoding: gzip, deflate")),
            new MailProgram(
                    "A browser (webmail)",
                    EventKind.OPEN,
                    Kind.PUBLIC,
                    List.of(
                            "User-Agent: " + CHROME.formatted("143.0.0.0"),
                            "Accept: image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
                            "Accept-Encoding: gzip, deflate, br, zstd",
                            "Accept-Language: en-US,en;q=0.9",
                            "Sec-CH-UA: \"Chromium\";v=\"143\", \"Google Chrome\";v=\"143\", \"Not_A Brand\";v=\"24\"",
                            "Sec-CH-UA-Mobile: ?0",
                            "Sec-CH-UA-Platform: \"Windows\"",
                            "Sec-Fetch-Dest: image",
                            "Sec-Fetch-Mode: no-cors",
                            "Sec-Fetch-Site: cross-site")));
}
