package telltale.web.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Sets the security headers of responses that a browser may render: only Telltale's own files run, no site may frame them,
 * and no address leaks in a referrer. Responses behind a key are not cached. The pixel sets its own headers.
 *
 * <p>{@code /preview.html} shows a mail within the page. It has an origin of its own, runs no script but the one in it, and
 * requests nothing; with {@code ?images}, images over TLS.
 */
public final class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src 'self';"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
                    // No script turns a text into markup, so no policy is needed.
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final String PREVIEW = "/preview.html";
    /** The hash of the script in preview.html. */
    static final String PREVIEW_SCRIPT = "sha256-vHwKOJz94DJp6vqJVOkExGeJPspwvfeMDHdRec8JVl4=";

    private static final String PREVIEW_POLICY =
            "sandbox allow-scripts; default-src 'none'; script-src '" + PREVIEW_SCRIPT
                    + "'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; img-src data:";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getServletPath().equals("/pixel")) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Content-Security-Policy", policy(request));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cache-Control", isPartOfPage(request) ? "no-cache" : "no-store");
        chain.doFilter(request, response);
    }

    private static boolean isPartOfPage(HttpServletRequest request) {
        return request.getServletPath().startsWith("/assets/")
                || request.getServletPath().equals(PREVIEW);
    }

    private static String policy(HttpServletRequest request) {
        if (!request.getServletPath().equals(PREVIEW)) {
            return POLICY;
        }
        return "images".equals(request.getQueryString()) ? PREVIEW_POLICY + " https:" : PREVIEW_POLICY;
    }
}
