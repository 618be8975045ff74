package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;

/** The token in an address: what stands behind the servlet's own path. */
public final class PathToken {
    private PathToken() {}

    /** With whatever was added behind it; empty if there is nothing. */
    public static String of(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
