package telltale.judging;

import java.util.Map;

/** Complete requests of browsers, as they were recorded. */
final class Browsers {
    static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
    static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
    static final String SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1";
    static final String PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
            + " Chrome/156.0.0.0 Mobile Safari/537.36";

    private static final String BRANDS = "\"Chromium\";v=\"156\", \"Not/A)Brand\";v=\"24\"";

    private Browsers() {}

    /** The headers of each browser for an image in a page or for a page. */
    static Map<String, Map<String, String>> headers(Scope scope) {
        boolean isImage = scope == Scope.OPEN;
        String mode = isImage ? "no-cors" : "navigate";
        String destination = isImage ? "image" : "document";
        return Map.of(
                "Chromium",
                        Map.ofEntries(
                                Map.entry("User-Agent", CHROME),
                                Map.entry("Sec-CH-UA", BRANDS),
                                Map.entry("Sec-CH-UA-Mobile", "?0"),
                                Map.entry("Sec-CH-UA-Platform", "\"Linux\""),
                                Map.entry("Accept", isImage ? CHROMIUM_IMAGES : CHROMIUM_PAGES),
                                Map.entry("Accept-Language", "en-US,en;q=0.9"),
                                Map.entry("Accept-Encoding", "gzip, deflate, br, zstd"),
                                Map.entry("Sec-Fetch-Site", "cross-site"),
                                Map.entry("Sec-Fetch-Mode", mode),
                                Map.entry("Sec-Fetch-Dest", destination),
                                Map.entry("Connection", "keep-alive")),
                "Chromium on a phone",
                        Map.of(
                                "User-Agent",
                                PHONE,
                                "Sec-CH-UA",
                                BRANDS,
                                "Sec-CH-UA-Mobile",
                                "?1",
                                "Sec-CH-UA-Platform",
                                "\"Android\"",
                                "Accept",
                                isImage ? CHROMIUM_IMAGES : CHROMIUM_PAGES,
                                "Accept-Encoding",
                                "gzip, deflate, br, zstd",
                                "Sec-Fetch-Mode",
                                mode),
                "Firefox",
                        Map.of(
                                "User-Agent",
                                FIREFOX,
                                "Accept",
                                isImage ? GECKO_IMAGES : "text/html,application/xhtml+xml,*/*;q=0.8",
                                "Accept-Language",
                                "en-US,en;q=0.9",
                                "Accept-Encoding",
                                "gzip, deflate, br, zstd",
                                "Sec-Fetch-Mode",
                                mode,
                                "Sec-Fetch-Dest",
                                destination,
                                "Priority",
                                "u=5, i",
                                "TE",
                                "trailers"),
                "Safari",
                        Map.of(
                                "User-Agent",
                                SAFARI,
                                "Accept",
                                isImage ? WEBKIT_IMAGES : "text/html,application/xhtml+xml,*/*;q=0.8",
                                "Accept-Language",
                                "en-US,en;q=0.9",
                                "Accept-Encoding",
                                "gzip, deflate, br",
                                "Sec-Fetch-Mode",
                                mode,
                                "Sec-Fetch-Dest",
                                destination,
                                "Priority",
                                "u=5, i"));
    }

    private static final String CHROMIUM_IMAGES = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
    private static final String CHROMIUM_PAGES = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,"
            + "image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7";
    private static final String GECKO_IMAGES = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
    private static final String WEBKIT_IMAGES =
            "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,"
                    + "image/*;q=0.8,*/*;q=0.5";
}
