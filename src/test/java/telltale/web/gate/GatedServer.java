package telltale.web.gate;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import telltale.settings.TrustedProxies;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.http.ClientAddress;

/** A Tomcat with few threads and the request gate, whose servlets report what reached them. */
public final class GatedServer implements AutoCloseable {
    static final String KEY = "Authorization: Bearer an-admin-key-of-this-test\r\n";
    /** Threads of the container, fewer than the slow clients of any test. */
    public static final int THREADS = 8;

    private static final int PATIENCE_MILLIS = 10_000;

    /** Requests that reached a servlet. */
    final AtomicInteger served = new AtomicInteger();

    /** The reported out-of-memory errors. */
    final List<OutOfMemoryError> exhausted = new CopyOnWriteArrayList<>();

    final Tokens tokens = new Tokens(new KeyRing(Map.of(0, new byte[32])));
    final Access access = new Access("an-admin-key-of-this-test", "a-track-key-of-this-test");
    private final Tomcat tomcat = new Tomcat();
    private final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    final RequestGate gate;

    /**
     * @param api the servlet at {@code /api/v1/templates/*}
     * @param pixel the servlet at {@code /pixel/*}
     */
    public GatedServer(Path folder, GateLimits limits, HttpServlet api, HttpServlet pixel) throws LifecycleException {
        gate = new RequestGate(
                TestRoutes.withoutHandlers(),
                access,
                tokens,
                new RequestLimits(0, new ClientAddress(TrustedProxies.NONE)),
                new FatalErrors(exhausted::add),
                deadlines,
                limits);
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.getConnector().setProperty("maxThreads", String.valueOf(THREADS));
        tomcat.addContext("/app", folder.toString())
                .addServletContainerInitializer((classes, context) -> compose(context, api, pixel), null);
        tomcat.start();
    }

    private void compose(ServletContext context, HttpServlet api, HttpServlet pixel) {
        FilterRegistration.Dynamic registration = context.addFilter("gate", (Filter) gate);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), true, "/*");
        put(context, "pixel", pixel, "/pixel", "/pixel/*");
        HttpServlet echo = new Echo(served);
        put(context, "api", new Api(api, echo), "/api/*");
        put(
                context,
                "recipient",
                echo,
                "/unsubscribe/*",
                "/preferences/*",
                "/consent/*",
                "/track",
                "/click/*",
                "/health/*",
                "/inbound/*",
                "/");
    }

    private static void put(ServletContext context, String name, Servlet servlet, String... addresses) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        registration.addMapping(addresses);
        registration.setAsyncSupported(true);
    }

    /** Passes requests for templates to the servlet of a test. */
    private static final class Api extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient HttpServlet templates;
        private final transient HttpServlet others;

        Api(HttpServlet templates, HttpServlet others) {
            this.templates = templates;
            this.others = others;
        }

        @Override
        public void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
            String path = String.valueOf(((HttpServletRequest) request).getPathInfo());
            (path.startsWith("/v1/templates") ? templates : others).service(request, response);
        }
    }

    /** Responds with the length of the body that it could read. */
    static final class Echo extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient AtomicInteger served;

        Echo(AtomicInteger served) {
            this.served = served;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            served.incrementAndGet();
            byte[] body = request.getInputStream().readAllBytes();
            response.getOutputStream().print("read " + body.length);
        }
    }

    ServletContext context() {
        return ((org.apache.catalina.Context) tomcat.getHost().findChild("/app")).getServletContext();
    }

    /** Opens a connection for arbitrary data. */
    public Connection open() throws IOException {
        return new Connection(new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort()));
    }

    /** Sends a complete request on its own connection, and returns the complete response. */
    public String ask(String request) throws IOException {
        try (Connection connection = open()) {
            connection.send(request);
            return connection.rest();
        }
    }

    /** The header of a request, up to its last field. */
    public static String head(String line, String... fields) {
        return line + " HTTP/1.1\r\nHost: x\r\n" + String.join("", fields);
    }

    /** One connection; closing it simulates a disconnect. */
    public record Connection(Socket socket) implements AutoCloseable {
        public Connection {
            try {
                socket.setSoTimeout(PATIENCE_MILLIS);
            } catch (IOException impossible) {
                throw new java.io.UncheckedIOException(impossible);
            }
        }

        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        }

        /** Reads until the server closes the connection. */
        public String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        /** Reads the first line of the next response. */
        public String statusLine() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int octet = socket.getInputStream().read();
                    octet != '\n';
                    octet = socket.getInputStream().read()) {
                if (octet < 0) {
                    throw new IOException("the server closed the connection after: " + line);
                }
                line.append((char) octet);
            }
            return line.toString().strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
        deadlines.close();
    }
}
