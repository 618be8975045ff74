package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import telltale.judging.Headers;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;

/** Reads the facts of a request: the one place where headers become a {@link Hit}. */
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

    /** Whether the request says that nobody asked for it yet. */
    public static boolean isPrefetch(HttpServletRequest request) {
        return Headers.isPrefetch(request::getHeader);
    }
}
