package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What identifies the sender of a request, kept after the container reuses the request itself. It has the header fields, the
 * cookies, the addresses, the method and the path; everything else is missing.
 */
public final class RequestSnapshot {
    private RequestSnapshot() {}

    /** Copies a request. */
    public static HttpServletRequest of(HttpServletRequest request) {
        Map<String, Object> values = new HashMap<>();
        put(values, "getCookies", request.getCookies());
        put(values, "getMethod", request.getMethod());
        put(values, "getServletPath", request.getServletPath());
        put(values, "getPathInfo", request.getPathInfo());
        put(values, "getRemoteAddr", request.getRemoteAddr());
        put(values, "getScheme", request.getScheme());
        put(values, "getServerName", request.getServerName());
        put(values, "getServerPort", request.getServerPort());
        put(values, "isSecure", request.isSecure());
        Map<String, String> fields = new HashMap<>();
        Collections.list(request.getHeaderNames())
                .forEach(name -> fields.put(name.toLowerCase(Locale.ROOT), request.getHeader(name)));
        return (HttpServletRequest) Proxy.newProxyInstance(
                RequestSnapshot.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, args) -> {
                    if (method.getName().equals("getHeader")) {
                        return fields.get(String.valueOf(args[0]).toLowerCase(Locale.ROOT));
                    }
                    return values.get(method.getName());
                });
    }

    private static void put(Map<String, Object> values, String method, @Nullable Object value) {
        if (value != null) {
            values.put(method, value);
        }
    }
}
