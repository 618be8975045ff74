#!/usr/bin/env bash
# Tomcat answers 400 to a valid request if its connector is paused, as at a graceful stop, while the head is being read.
#
# Http11Processor.service sees the pause after the request line, sets 503 and does not read the header; prepareRequest then
# misses Host, which was sent, and sets 400. RFC 9110, section 15.6.4: a server that is temporarily unavailable answers 503.
# The pause is set at exactly that moment by a protocol handler that answers isPaused() with no once, and then with yes.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.apache.tomcat.embed:tomcat-embed-core:10.1.59

cat > Run.java << 'END'
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.LogManager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

public class Run {
    static final AtomicInteger untilPause = new AtomicInteger(Integer.MAX_VALUE);

    public static class Pausing extends Http11NioProtocol {
        @Override
        public boolean isPaused() {
            return untilPause.getAndDecrement() <= 0;
        }
    }

    public static void main(String[] args) throws Exception {
        LogManager.getLogManager().reset();
        var connector = new Connector(new Pausing());
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        var tomcat = new Tomcat();
        tomcat.setBaseDir("base");
        tomcat.setConnector(connector);
        tomcat.addContext("", null);
        tomcat.start();
        System.out.println("running: " + status(connector.getLocalPort()));
        untilPause.set(1);
        System.out.println("paused after the request line: " + status(connector.getLocalPort()));
        Runtime.getRuntime().halt(0);
    }

    static String status(int port) throws Exception {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes());
            return new String(socket.getInputStream().readAllBytes()).split(" ", 3)[1];
        }
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
running: 404
paused after the request line: 400
END
