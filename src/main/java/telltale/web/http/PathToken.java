package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;

/** The token in a path: the part after the servlet's path. */
public final class PathToken {
    private PathToken() {}

    /** Returns everything after the servlet's path; empty if there is nothing. */
    public static String of(HttpServletRequest request) {
        String path = request.getPathInfo();
        return path == null ? "" : path.substring(1);
    }
}
