package telltale.launcher.mailbox;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * Lets nobody in but a browser on this machine that asked for this machine by name: the mails need no key, so a page
 * from elsewhere must not reach them by a name of its own that points here (DNS rebinding).
 */
@SuppressWarnings("serial") // no container writes it anywhere
final class LocalOnly extends HttpFilter {
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (isFromThisMachine(request) && isForThisMachine(request)) {
            chain.doFilter(request, response);
        } else {
            refuse(response);
        }
    }

    private static boolean isFromThisMachine(ServletRequest request) throws IOException {
        // An address, never a name: nothing is looked up.
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }

    private static boolean isForThisMachine(ServletRequest request) {
        return OWN_NAMES.contains(request.getServerName().toLowerCase(Locale.ROOT));
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType("text/plain;charset=UTF-8");
        response.getWriter()
                .println("The demo mailbox answers only on the machine it runs on, as http://localhost/mailbox/.");
    }
}
