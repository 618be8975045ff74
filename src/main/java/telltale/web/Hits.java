package telltale.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Client.Flag;
import telltale.model.DeliveryId;
import telltale.model.EventKind;
import telltale.model.Hit;

/** Reads the facts of a request: the one place where headers become a {@link Hit}. */
final class Hits {
    /** W3C Sec-Purpose and what browsers sent before it. */
    private static final String[] PURPOSE_HEADERS = {"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"};

    private Hits() {}

    static Hit read(
            HttpServletRequest request,
            @Nullable InetAddress from,
            EventKind kind,
            @Nullable DeliveryId delivery,
            int link,
            Instant at) {
        String agent = request.getHeader("User-Agent");
        return new Hit(kind, delivery, link, at, Client.of(agent == null ? "" : agent, flags(request)), from);
    }

    /** Whether the request says that nobody asked for it yet. */
    static boolean isPrefetch(HttpServletRequest request) {
        for (String header : PURPOSE_HEADERS) {
            String value = request.getHeader(header);
            if (value != null) {
                String purpose = value.toLowerCase(Locale.ROOT);
                if (purpose.contains("prefetch") || purpose.contains("preview") || purpose.contains("prerender")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Set<Flag> flags(HttpServletRequest request) {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        if (request.getMethod().equals("HEAD")) {
            flags.add(Flag.HEAD);
        }
        if (isPrefetch(request)) {
            flags.add(Flag.PREFETCH);
        }
        if (request.getHeader("Referer") != null) {
            flags.add(Flag.REFERER);
        }
        if (request.getHeader("Via") != null) {
            flags.add(Flag.VIA);
        }
        if (request.getHeader("Accept-Language") != null) {
            flags.add(Flag.ACCEPT_LANGUAGE);
        }
        String accept = request.getHeader("Accept");
        if (accept != null && accept.contains("image/")) {
            flags.add(Flag.ACCEPTS_IMAGES);
        }
        if ("1".equals(request.getHeader("Sec-GPC"))) {
            flags.add(Flag.GLOBAL_PRIVACY_CONTROL);
        }
        if ("1".equals(request.getHeader("DNT"))) {
            flags.add(Flag.DO_NOT_TRACK);
        }
        return flags;
    }
}
