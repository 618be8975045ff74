package telltale.submission;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A client that sends exactly what a test tells it to. */
public final class SmtpClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    public SmtpClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** @param timeout the milliseconds that a reply may take */
    SmtpClient(int port, int timeout) throws IOException {
        this(port);
        socket.setSoTimeout(timeout);
    }

    SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(30_000);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
    }

    /** The next reply, with its lines separated by line feeds; empty at the end of the connection. */
    public String reply() throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = in.readLine();
            if (line == null) {
                return "";
            }
            lines.add(line);
        } while (line.startsWith("-", 3));
        return String.join("\n", lines);
    }

    /** Sends octets, an octet in each character below 256, or UTF-8. */
    void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Sends octets, which may stay in a buffer until the next command. */
    void write(byte[] octets) throws IOException {
        out.write(octets);
    }

    public String send(String command) throws IOException {
        write(command + "\r\n");
        return reply();
    }

    /** Logs in; returns the reply. */
    public String logIn(String key) throws IOException {
        return send("AUTH PLAIN "
                + Base64.getEncoder().encodeToString(("\0shop\0" + key).getBytes(StandardCharsets.UTF_8)));
    }

    /** A client that is logged in. */
    static SmtpClient loggedIn(int port) throws IOException {
        SmtpClient client = new SmtpClient(port);
        client.reply();
        client.send("EHLO client.example.com");
        String reply = client.logIn(SubmissionFixture.KEY);
        if (!reply.startsWith("235 ")) {
            throw new AssertionError(reply);
        }
        return client;
    }

    /** Submits a mail, whose lines end with line feeds; returns the last reply. */
    public String submit(String mail, String... recipients) throws IOException {
        String reply = send("MAIL FROM:<shop@example.com>");
        for (String recipient : recipients) {
            reply = reply.startsWith("250") ? send("RCPT TO:<" + recipient + ">") : reply;
        }
        reply = reply.startsWith("250") ? send("DATA") : reply;
        return reply.startsWith("354") ? send(mail.replace("\n", "\r\n") + "\r\n.") : reply;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
