package telltale.sns;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;
import telltale.dns.AddressGuard;
import telltale.dns.PinnedHttp;

/**
 * Sends requests to Amazon SNS: to addresses of the public Internet alone, by TLS with a certificate for the host, without redirects
 * or proxy, and at most {@link #PER_MINUTE} in a minute, because anyone can cause them.
 */
public final class SnsHttp {
    static final int PER_MINUTE = 20;

    private static final int OK = 200;
    private static final List<String> FIELDS = List.of("User-Agent: Telltale", "Accept: */*");
    private static final long MINUTE = 60_000_000_000L;

    private final AddressGuard guard;
    private final SSLSocketFactory secure;
    private final UnaryOperator<URI> place;
    private long minuteStart = System.nanoTime();
    private int sent;

    /** With the authorities that the JDK trusts. */
    public SnsHttp() {
        this(
                new AddressGuard(List.of(), Set.of()),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                UnaryOperator.identity());
    }

    /**
     * @param secure decides which authorities are trusted
     * @param place returns the URL that is requested instead; for tests
     */
    SnsHttp(AddressGuard guard, SSLSocketFactory secure, UnaryOperator<URI> place) {
        this.guard = guard;
        this.secure = secure;
        this.place = place;
    }

    /**
     * The body of a response to GET.
     *
     * @throws IOException if there is none with status 200, or too many requests were sent
     */
    String get(URI url) throws IOException {
        if (!isPermitted()) {
            throw new IOException("more than " + PER_MINUTE + " requests to Amazon SNS in a minute");
        }
        URI there = place.apply(url);
        PinnedHttp.Answer answer = new PinnedHttp(guard.address(there), secure).request("GET", there, FIELDS);
        if (answer.status() != OK) {
            throw new IOException("Amazon SNS answered with " + answer.status());
        }
        return answer.body();
    }

    private synchronized boolean isPermitted() {
        long now = System.nanoTime();
        if (now - minuteStart > MINUTE) {
            minuteStart = now;
            sent = 0;
        }
        return sent++ < PER_MINUTE;
    }
}
