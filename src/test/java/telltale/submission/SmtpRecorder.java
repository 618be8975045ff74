package telltale.submission;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import telltale.smtp.SocketThread;

/** A TCP proxy before an SMTP server that keeps what the clients send. */
final class SmtpRecorder implements AutoCloseable {
    private static final Pattern LINE_END = Pattern.compile("(?<=\r\n)");

    private final ServerSocket end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final List<ByteArrayOutputStream> connections = new CopyOnWriteArrayList<>();

    SmtpRecorder() throws IOException {}

    /** Passes connections on to a port of this machine; returns the port on which it listens. */
    int relayTo(int target) {
        inBackground(() -> {
            while (true) {
                Socket client = end.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.addAll(List.of(client, server));
                ByteArrayOutputStream commands = new ByteArrayOutputStream();
                connections.add(commands);
                inBackground(() -> copy(client, server, commands));
                inBackground(() -> copy(server, client, OutputStream.nullOutputStream()));
            }
        });
        return end.getLocalPort();
    }

    private static void copy(Socket from, Socket to, OutputStream record) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        InputStream in = from.getInputStream();
        for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            record.write(buffer, 0, count);
            to.getOutputStream().write(buffer, 0, count);
        }
        to.shutdownOutput();
    }

    /** The number of connections of clients. */
    int connections() {
        return connections.size();
    }

    /** The commands of all connections, without the mails. */
    List<String> commands() {
        List<String> commands = new ArrayList<>();
        connections.forEach(each -> read(each, commands, new ArrayList<>()));
        return commands;
    }

    /** The mails, without the dots before dots, an octet in each character. */
    List<String> mails() {
        List<String> mails = new ArrayList<>();
        connections.forEach(each -> read(each, new ArrayList<>(), mails));
        return mails;
    }

    private static void read(ByteArrayOutputStream connection, List<String> commands, List<String> mails) {
        StringBuilder mail = null;
        List<String> lines = LINE_END.splitAsStream(connection.toString(StandardCharsets.ISO_8859_1))
                .toList();
        for (String line : lines) {
            if (mail == null) {
                commands.add(line.stripTrailing());
                mail = line.equalsIgnoreCase("DATA\r\n") ? new StringBuilder() : null;
            } else if (line.equals(".\r\n")) {
                mails.add(mail.toString());
                mail = null;
            } else {
                mail.append(line.startsWith(".") ? line.substring(1) : line);
            }
        }
    }

    private static void inBackground(SocketThread.Work work) {
        SocketThread.start("smtp-recorder", work);
    }

    @Override
    public void close() throws IOException {
        end.close();
        for (Closeable each : open) {
            each.close();
        }
    }
}
