package telltale.launcher.connector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RequestValveTest {
    @TempDir
    private Path folder;

    private final PausedWithinHead protocol = new PausedWithinHead();
    private final Tomcat tomcat = new Tomcat();

    @BeforeEach
    void start() throws Exception {
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(connector);
        tomcat.getEngine().getPipeline().addValve(new RequestValve(failure -> {}));
        tomcat.addContext("", null);
        tomcat.start();
    }

    @AfterEach
    void stop() throws Exception {
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void aRequestThatArrivesWhenTheServerStopsIsRefusedAsUnavailable() throws Exception {
        protocol.pauseAfter(1);
        assertTrue(answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").startsWith("HTTP/1.1 503 "));
    }

    @Test
    void anInvalidRequestStaysInvalid() throws Exception {
        assertTrue(answer("GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 400 "));
    }

    private String answer(String request) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), tomcat.getConnector().getLocalPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(1, answer.split("HTTP/1.1 ", -1).length - 1, answer);
            return answer;
        }
    }

    /** Tomcat's HTTP/1.1, paused between two of the places where a worker thread asks for that. */
    private static final class PausedWithinHead extends Http11NioProtocol {
        private final AtomicInteger questions = new AtomicInteger(Integer.MAX_VALUE);

        /** Answers a number of questions with no, and all others with yes. */
        void pauseAfter(int count) {
            questions.set(count);
        }

        @Override
        public boolean isPaused() {
            return questions.getAndDecrement() <= 0;
        }
    }
}
