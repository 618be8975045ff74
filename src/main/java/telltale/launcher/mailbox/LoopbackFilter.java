package telltale.launcher.mailbox;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import telltale.access.LocalRequest;

/**
 * Admits only requests from this machine ({@link LocalRequest}), because the mails need no key: pages of other sites and
 * requests forwarded by a proxy are refused.
 */
@SuppressWarnings("serial") // no container writes it anywhere
final class LoopbackFilter extends HttpFilter {
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (LocalRequest.isLocal(
                request.getRemoteAddr(), request.getServerName(), header -> request.getHeader(header) != null)) {
            chain.doFilter(request, response);
        } else {
            refuse(response);
        }
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .println("The demo mailbox is available only on this machine, at http://localhost/mailbox/,"
                        + " and not through a proxy.");
    }
}
