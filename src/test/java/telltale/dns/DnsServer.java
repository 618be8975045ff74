package telltale.dns;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A name server on this machine for a {@link Zone}, by UDP and TCP (RFC 1035 section 4.2), which records queries. */
public final class DnsServer implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int MAX_UDP = 512;
    private static final int TRUNCATED = 0x0200;
    private static final List<String> TYPES = List.of("A:1", "CNAME:5", "PTR:12", "MX:15", "TXT:16", "AAAA:28");

    /** The names that were asked for, in order; once more if an answer was fetched by TCP. */
    public final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private volatile Zone zone;
    private final DatagramSocket udp;
    private final ServerSocket tcp;

    /** Serves a zone, whose lines {@link Zone} explains. */
    public DnsServer(String... lines) throws IOException {
        zone = new Zone(lines);
        tcp = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress());
        start("dns-server-udp", this::serveUdp);
        start("dns-server-tcp", this::serveTcp);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Replaces the zone. */
    public void serve(String... lines) {
        zone = new Zone(lines);
    }

    /** Its address as a setting has it. */
    public String address() {
        return "127.0.0.1:" + tcp.getLocalPort();
    }

    /** Its address for the JDK's DNS client. */
    public String url() {
        return "dns://" + address();
    }

    private void serveUdp() {
        byte[] buffer = new byte[MAX_UDP];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                byte[] answer = answer(query);
                if (answer.length > MAX_UDP) {
                    answer = header(query, 0x8580 | TRUNCATED, 0);
                }
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try (Socket client = tcp.accept()) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                byte[] answer = answer(in.readNBytes(in.readUnsignedShort()));
                DataOutputStream out = new DataOutputStream(client.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException closed) {
                // The next connection, if there is one.
            }
        }
    }

    /** The answer to a query; empty for none. */
    private byte[] answer(byte[] query) throws IOException {
        String name = name(query);
        asked.add(name);
        Zone current = zone;
        if (current.isSilent(name)) {
            return new byte[0];
        }
        if (current.isFailing(name)) {
            return header(query, 0x8182, 0);
        }
        int type = query[questionEnd(query) - 3];
        List<Zone.Line> found = current.find(name, typeName(type));
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(header(query, current.exists(name) ? 0x8580 : 0x8583, found.size()));
        for (Zone.Line line : found) {
            write(new DataOutputStream(answer), line);
        }
        return answer.toByteArray();
    }

    /** The header with the question repeated (RFC 1035 section 4.1.1). */
    private static byte[] header(byte[] query, int flags, int answers) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(flags);
        out.writeShort(1);
        out.writeShort(answers);
        out.writeInt(0);
        out.write(query, HEADER, questionEnd(query) - HEADER);
        return bytes.toByteArray();
    }

    private static String name(byte[] query) {
        StringBuilder name = new StringBuilder();
        for (int place = HEADER; query[place] != 0; place += query[place] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, place + 1, query[place], StandardCharsets.US_ASCII));
        }
        return name.toString();
    }

    private static int questionEnd(byte[] query) {
        int place = HEADER;
        while (query[place] != 0) {
            place += query[place] + 1;
        }
        return place + 5;
    }

    private static String typeName(int number) {
        return TYPES.stream()
                .filter(type -> type.endsWith(":" + number))
                .map(type -> type.substring(0, type.indexOf(':')))
                .findFirst()
                .orElse("?");
    }

    private static int typeNumber(String name) {
        return TYPES.stream()
                .filter(type -> type.startsWith(name + ":"))
                .mapToInt(type -> Integer.parseInt(type.substring(type.indexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static void write(DataOutputStream out, Zone.Line line) throws IOException {
        byte[] data = data(line);
        out.write(wire(line.name()));
        out.writeShort(typeNumber(line.type()));
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(data.length);
        out.write(data);
    }

    private static byte[] data(Zone.Line line) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        switch (line.type()) {
            case "A", "AAAA" ->
                data.writeBytes(InetAddress.getByName(line.value()).getAddress());
            case "CNAME", "PTR" -> data.writeBytes(wire(line.value()));
            case "MX" -> {
                String[] record = line.value().split(" ", 2);
                new DataOutputStream(data).writeShort(Integer.parseInt(record[0]));
                data.writeBytes(wire(record[1]));
            }
            default -> {
                for (String string : line.value().split("\\|", -1)) {
                    data.write(string.length());
                    data.writeBytes(string.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return data.toByteArray();
    }

    private static byte[] wire(String dotted) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String label : dotted.split("\\.", -1)) {
            if (!label.isEmpty()) {
                bytes.write(label.length());
                bytes.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
        }
        bytes.write(0);
        return bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
