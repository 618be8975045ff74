#!/usr/bin/env bash
# Angus Mail sends HELO after a server has rejected the client with 421, and then reports a lost connection, not the reply.
#
# RFC 5321, section 3.8: after 421 the server closes the connection; section 4.2.3: 421 may answer any command. Section 3.2:
# HELO is for servers that do not recognize EHLO. A 421 in the greeting, the control, is reported with its text.
# shellcheck source=findings/lib.sh
. "$(dirname "$(readlink -f "$0")")/lib.sh"

maven_jars org.eclipse.angus:jakarta.mail:2.0.5

cat > Run.java << 'END'
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;

public class Run {
    static final String BUSY = "421 4.7.0 Too many connections from your address\r\n";

    public static void main(String[] args) throws Exception {
        connect("421 after EHLO", List.of("220 mx.example.com ESMTP\r\n", BUSY));
        connect("421 in the greeting", List.of(BUSY));
    }

    static void connect(String name, List<String> replies) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var commands = CompletableFuture.supplyAsync(() -> serve(server, replies));
            var settings = new Properties();
            settings.setProperty("mail.smtp.localhost", "client.example.com");
            settings.setProperty("mail.smtp.timeout", "10000");
            String failure = "connected";
            try (var transport = Session.getInstance(settings).getTransport("smtp")) {
                transport.connect(server.getInetAddress().getHostAddress(), server.getLocalPort(), null, null);
            } catch (MessagingException e) {
                failure = e.getMessage().replaceFirst(".*response: ", "");
            }
            System.out.println(name + ", sent: " + commands.get());
            System.out.println(name + ", exception: " + failure.strip());
        }
    }

    /** Sends the first reply at once and one more after each command, closes its side, and returns all the commands. */
    static List<String> serve(ServerSocket server, List<String> replies) {
        try (var client = server.accept()) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream()));
            var commands = new ArrayList<String>();
            for (String reply : replies) {
                if (reply != replies.get(0)) {
                    commands.add(in.readLine());
                }
                client.getOutputStream().write(reply.getBytes());
            }
            client.shutdownOutput();
            in.lines().forEach(commands::add);
            return commands;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
END

verdict "$(java -cp 'jars/*' Run.java 2>&1)" << 'END'
421 after EHLO, sent: [EHLO client.example.com, HELO client.example.com]
421 after EHLO, exception: [EOF]
421 in the greeting, sent: []
421 in the greeting, exception: 421 4.7.0 Too many connections from your address
END
