package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.judging.Headers;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;

/** Converts requests to {@link Hit}s; the only place that reads their headers. */
public final class HitReader {
    private final ClientAddress address;
    private final Clock clock;
    private final boolean isCleartext;

    /** @param isCleartext whether the public address is neither encrypted nor on this machine */
    public HitReader(ClientAddress address, Clock clock, boolean isCleartext) {
        this.address = address;
        this.clock = clock;
        this.isCleartext = isCleartext;
    }

    /**
     * The facts of a request.
     *
     * @param link the number of the link within the message, 0 for the pixel
     */
    public Hit read(HttpServletRequest request, EventKind kind, @Nullable DeliveryId delivery, int link) {
        Client client = Headers.client(request.getMethod(), request::getHeader);
        return new Hit(
                kind,
                delivery,
                link,
                clock.instant(),
                isCleartext ? client.with(Client.Flag.CLEARTEXT) : client,
                address.resolve(request));
    }

    /** Whether the request is marked as a prefetch or preview. */
    public static boolean isPrefetch(HttpServletRequest request) {
        return Headers.isPrefetch(request::getHeader);
    }
}
