package telltale.assessment;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A name server with the MX records of a few domains (RFC 1035 sections 4.1 and 3.3.9) that records queries. */
final class DnsServer implements AutoCloseable {
    private static final int HEADER = 12;

    final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final Map<String, List<String>> records = new HashMap<>();
    private final DatagramSocket socket;
    private final Thread thread = new Thread(this::serve, "dns-server");

    /**
     * @param records the records by domain, such as {@code 10 mx.example.com.}
     */
    DnsServer(Map<String, List<String>> records) throws IOException {
        this.records.putAll(records);
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "dns://127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        byte[] buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private byte[] answer(byte[] query) throws IOException {
        StringBuilder name = new StringBuilder();
        int place = HEADER;
        for (; query[place] != 0; place += query[place] + 1) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, place + 1, query[place], StandardCharsets.US_ASCII));
        }
        asked.add(name.toString());
        int questionEnd = place + 5;
        List<String> found = records.get(name.toString());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(found == null ? 0x8583 : 0x8580);
        out.writeShort(1);
        out.writeShort(found == null ? 0 : found.size());
        out.writeInt(0);
        out.write(query, HEADER, questionEnd - HEADER);
        for (String record : found == null ? List.<String>of() : found) {
            write(out, record.split(" ", -1));
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String[] record) throws IOException {
        byte[] server = name(record[1]);
        out.writeShort(0xC000 | HEADER);
        out.writeShort(15);
        out.writeShort(1);
        out.writeInt(60);
        out.writeShort(2 + server.length);
        out.writeShort(Integer.parseInt(record[0]));
        out.write(server);
    }

    private static byte[] name(String dotted) {
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
    public void close() {
        socket.close();
    }
}
