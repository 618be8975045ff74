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
 */
public final class SecurityHeaders extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none';"
                    // The policy "telltale" parses the static templates of element.js; there is no other.
                    + " require-trusted-types-for 'script'; trusted-types telltale";

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getServletPath().equals("/pixel")) {
            chain.doFilter(request, response);
            return;
        }
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        boolean page = request.getServletPath().startsWith("/assets/");
        response.setHeader("Cache-Control", page ? "no-cache" : "no-store");
        chain.doFilter(request, response);
    }
}
