package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.judging.Headers;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;

/** Converts a request to a {@link Hit}; the only place that reads its headers. */
public final class HitReader {
    private HitReader() {}

    public static Hit read(
            HttpServletRequest request,
            @Nullable InetAddress from,
            EventKind kind,
            @Nullable DeliveryId delivery,
            int link,
            Instant at) {
        return new Hit(kind, delivery, link, at, Headers.client(request.getMethod(), request::getHeader), from);
    }

    /** Whether the request is marked as a prefetch or preview. */
    public static boolean isPrefetch(HttpServletRequest request) {
        return Headers.isPrefetch(request::getHeader);
    }
}
