package telltale.doctor.link;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import telltale.dns.PinnedHttp;
import telltale.dns.PinnedHttp.Answer;
import telltale.doctor.Finding;
import telltale.doctor.http.GuardedHttp;
import telltale.model.Host;
import telltale.settings.PixelUrl;

/** Fetches the pixel, and a page with a signed token, at the tracking address. Neither request is stored as an event. */
public final class TrackingCheck {
    private static final Duration EXPIRY_NOTICE = Duration.ofDays(14);
    private static final Duration MAX_OFFSET = Duration.ofMinutes(2);
    /** No token, so that the fetch is no open; the pixel is the same for every path. */
    private static final String UNSIGNED = "/pixel/self-test";

    private static final int OK = 200;

    private final PixelUrl pixelUrl;
    private final String token;
    private final GuardedHttp http;
    private final Clock clock;

    /**
     * @param token that of an unsubscribe page, which a GET only shows
     */
    public TrackingCheck(PixelUrl pixelUrl, String token, GuardedHttp http, Clock clock) {
        this.pixelUrl = pixelUrl;
        this.token = token;
        this.http = http;
        this.clock = clock;
    }

    /** Fetches at the first address of the host. */
    public List<Finding> run() {
        String host = pixelUrl.uri().getHost();
        GuardedHttp.Found found = http.find(new Host(host));
        if (found instanceof GuardedHttp.Found.Client client) {
            return fetch(host, client);
        }
        if (found instanceof GuardedHttp.Found.Internal internal) {
            return List.of(LinkFinding.TRACKING_INTERNAL.of(
                    host, "Its address is " + internal.address().getHostAddress() + "."));
        }
        return List.of(
                found instanceof GuardedHttp.Found.Unknown unknown
                        ? LinkFinding.TRACKING_UNKNOWN.of(host, unknown.reason())
                        : LinkFinding.TRACKING_NO_ADDRESS.of(host, "The name has no address."));
    }

    private List<Finding> fetch(String host, GuardedHttp.Found.Client client) {
        try {
            return fetch(client.http());
        } catch (SSLException insecure) {
            return List.of(LinkFinding.TRACKING_TLS_FAILED.of(host, String.valueOf(insecure.getMessage())));
        } catch (IOException failed) {
            return List.of(LinkFinding.TRACKING_UNREACHABLE.of(
                    host, client.address().getHostAddress() + ": " + failed.getMessage()));
        }
    }

    private List<Finding> fetch(PinnedHttp http) throws IOException {
        URI pixel = URI.create(pixelUrl.base() + UNSIGNED);
        String subject = pixel.toString();
        Answer answer = http.request("GET", pixel);
        if (answer.status() / 100 == 3) {
            return List.of(
                    LinkFinding.TRACKING_REDIRECTED.of(subject, answer.status() + " to " + answer.field("Location")));
        }
        if (answer.status() != OK) {
            return List.of(LinkFinding.TRACKING_STATUS.of(subject, "The status is " + answer.status() + "."));
        }
        List<Finding> findings = new ArrayList<>();
        addContent(subject, answer, findings);
        if (findings.isEmpty()) {
            addHead(subject, http.request("HEAD", pixel), findings);
            addClock(answer, findings);
            addToken(http, findings);
        }
        addExpiry(answer, findings);
        if (findings.isEmpty()) {
            findings.add(LinkFinding.TRACKING_OK.of(
                    subject, answer.length() + " bytes of " + answer.field("Content-Type") + "."));
        }
        return findings;
    }

    private static void addContent(String subject, Answer answer, List<Finding> findings) {
        String type = answer.field("Content-Type").toLowerCase(Locale.ROOT);
        String length = answer.field("Content-Length");
        boolean isComplete = length.isEmpty() || length.equals(String.valueOf(answer.length()));
        if (!type.startsWith("image/") || answer.length() == 0 || !isComplete) {
            findings.add(LinkFinding.TRACKING_NO_IMAGE.of(
                    subject, answer.length() + " bytes of \"" + type + "\", Content-Length \"" + length + "\"."));
            return;
        }
        String cache = answer.field("Cache-Control").toLowerCase(Locale.ROOT);
        String age = answer.field("Age");
        if (!cache.contains("no-store") || !(age.isEmpty() || age.equals("0"))) {
            findings.add(LinkFinding.TRACKING_CACHED.of(
                    subject, "Cache-Control is \"" + cache + "\", Age is \"" + age + "\"."));
        }
    }

    private static void addHead(String subject, Answer head, List<Finding> findings) {
        if (head.status() != OK || head.length() > 0) {
            findings.add(LinkFinding.TRACKING_HEAD.of(
                    subject, "The status is " + head.status() + ", with " + head.length() + " bytes."));
        }
    }

    /** Compares the Date field (RFC 9110 section 6.6.1), which is that of the outermost proxy. */
    private void addClock(Answer answer, List<Finding> findings) {
        try {
            Instant theirs = ZonedDateTime.parse(answer.field("Date"), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            if (Duration.between(theirs, clock.instant()).abs().compareTo(MAX_OFFSET) > 0) {
                findings.add(LinkFinding.TRACKING_CLOCK.of(
                        pixelUrl.uri().getHost(), "It wrote " + theirs + " at " + clock.instant() + "."));
            }
        } catch (DateTimeException absent) {
            // A server without a clock sends none.
        }
    }

    private void addToken(PinnedHttp http, List<Finding> findings) throws IOException {
        String page = pixelUrl.base() + "/unsubscribe/";
        Answer answer = http.request("GET", URI.create(page + token));
        if (answer.status() != OK) {
            findings.add(LinkFinding.TRACKING_TOKEN_REFUSED.of(
                    page + "…", "The status of a page with a valid token is " + answer.status() + "."));
        }
    }

    /** The JDK accepts an expired certificate that it trusts by itself; mail clients do not. */
    private void addExpiry(Answer answer, List<Finding> findings) {
        Instant now = clock.instant();
        answer.certificates().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .filter(expiry -> expiry.isBefore(now.plus(EXPIRY_NOTICE)))
                .map(expiry -> (expiry.isBefore(now)
                                ? LinkFinding.TRACKING_TLS_FAILED
                                : LinkFinding.TRACKING_CERTIFICATE_EXPIRING)
                        .of(pixelUrl.uri().getHost(), "It is valid until " + expiry + "."))
                .ifPresent(findings::add);
    }
}
