package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.IpLiteral;
import telltale.model.IpRange;
import telltale.settings.TrustedProxies;

/** A Tomcat that responds with the client address; one path trusts this machine as a proxy, the other trusts none. */
class ProxiedRequestTest {
    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, LifecycleException {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        String webapp = Files.createDirectories(folder.resolve("webapp")).toString();
        tomcat.addContext("", webapp).addServletContainerInitializer((classes, context) -> compose(context), null);
        tomcat.start();
    }

    @AfterEach
    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private static void compose(ServletContext context) {
        InetAddress thisMachine = Objects.requireNonNull(IpLiteral.read("127.0.0.1"));
        TrustedProxies loopback = new TrustedProxies(List.of(IpRange.of(thisMachine, 32)));
        put(context, "trusting", new ClientAddress(loopback));
        put(context, "wary", new ClientAddress(TrustedProxies.NONE));
    }

    private static void put(ServletContext context, String name, ClientAddress client) {
        context.addServlet(name, new HttpServlet() {
                    private static final long serialVersionUID = 1;

                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        @Nullable InetAddress address = client.resolve(request);
                        response.getWriter().print(address == null ? "unknown" : address.getHostAddress());
                    }
                })
                .addMapping("/" + name);
    }

    @Test
    void theLinesOfATrustedProxyAreReadInOrder() throws IOException {
        assertEquals(
                "198.51.100.7", get("trusting", "X-Forwarded-For: 6.6.6.6", "x-forwarded-for: 7.7.7.7, 198.51.100.7"));
        assertEquals(
                "2001:db8:0:0:0:0:0:7", get("trusting", "Forwarded: for=6.6.6.6", "Forwarded: for=\"[2001:db8::7]\""));
    }

    @Test
    void anEmptyLineCounts() throws IOException {
        assertEquals("unknown", get("trusting", "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For:"));
    }

    @Test
    void anUntrustedPeerIsNotBelieved() throws IOException {
        assertEquals("127.0.0.1", get("wary", "X-Forwarded-For: 6.6.6.6", "Forwarded: for=6.6.6.6"));
    }

    @Test
    void aProxyThatReportsNoClientIsTheClient() throws IOException {
        assertEquals("127.0.0.1", get("trusting"));
    }

    /** The JDK's client joins lines of one name. */
    private String get(String name, String... fields) throws IOException {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
            String request = "GET /" + name + " HTTP/1.0\r\n" + String.join("\r\n", fields)
                    + (fields.length == 0 ? "" : "\r\n") + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }
}
