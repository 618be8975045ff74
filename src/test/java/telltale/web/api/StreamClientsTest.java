package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.EventKind;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;
import telltale.stream.StreamTimes;
import telltale.web.api.StreamReader.Message;

/** Clients of the event stream that do not read, get nothing, or live longer than the server. */
@Timeout(120)
class StreamClientsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration MAX_STALL = Duration.ofSeconds(3);
    private static final StreamTimes SHORT = new StreamTimes(Duration.ofMillis(200), MAX_STALL, Duration.ofSeconds(5));
    /** More than the connections of the database. */
    private static final int EXPORTS = 20;

    private static final String START = FeedPosition.of(0, new Mark(0, 0)).toString();
    /** As many as are judged of a delivery, and more than a connection buffers. */
    private static final int MANY = 900;

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    private Delivery delivery;
    private int second;

    @BeforeEach
    void start() throws Exception {
        serve(StreamTimes.DEFAULT);
        delivery = api.accepted("spring", NOW.minusSeconds(7200));
    }

    private void serve(StreamTimes times) throws Exception {
        api = new ServedApi(folder, NOW, 0, times);
        api.serveStreams();
    }

    private StreamReader open(String query, String lastId) throws Exception {
        return StreamReader.open(
                "http://127.0.0.1:" + api.port() + "/app/api/v1/events/stream" + query,
                ServedApi.ADMIN_KEY,
                lastId.isEmpty() ? null : lastId);
    }

    private String opened() {
        return api.seen(delivery, EventKind.OPEN, NOW.minusSeconds(3600 - second++), "a client")
                .id()
                .toString();
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(message -> message.data().substring(7, 43)).toList();
    }

    @Test
    void aClientThatDoesNotReadIsDisconnectedAndDelaysNoOther() throws Exception {
        restart(SHORT);
        api.opens(delivery, NOW.minusSeconds(7000), MANY);
        // A delivery of its own: a thousand events of one are stored in a day, and more would only be counted.
        delivery = api.accepted("spring", NOW.minusSeconds(7200));
        try (StreamReader reader = open("", "");
                Socket stalled = stalled("api/v1/events/stream?after=" + START, "")) {
            for (boolean isConnected = true; isConnected; isConnected = api.streams.listeners() > 1) {
                String event = opened();
                assertEquals(List.of(event), ids(reader.next(1, MAX_STALL)), "the reader waits for the other");
            }
            assertTrue(isDisconnected(stalled));
        }
    }

    private void restart(StreamTimes times) throws Exception {
        api.close();
        serve(times);
    }

    /** Requests a long response and reads nothing but its first byte. */
    private Socket stalled(String target, String fields) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), api.port()));
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream()
                .write(("GET /app/" + target + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + ServedApi.ADMIN_KEY + "\r\n" + fields + "\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        assertNotEquals(-1, socket.getInputStream().read());
        return socket;
    }

    private static boolean isDisconnected(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes().length > 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Test
    void exportsWhoseReadersStopLeaveTheDatabaseToOthers() throws Exception {
        api.opens(delivery, NOW.minusSeconds(7000), MANY);
        List<Socket> exports = new ArrayList<>();
        for (int i = 0; i < EXPORTS; i++) {
            exports.add(stalled("api/v1/events", "Accept: application/x-ndjson\r\n"));
        }
        assertEquals(1, api.json("api/v1/events?limit=1").getJsonArray("events").size());
        opened();
        assertEquals(200, api.get("api/v1/campaigns/spring").statusCode());
        for (Socket export : exports) {
            export.close();
        }
    }

    @Test
    void aClientWithoutEventsGetsHeartbeatsWithThePositionThatWasReached() throws Exception {
        restart(SHORT);
        String position;
        try (StreamReader reader = open("?campaign=another", "")) {
            Message first = reader.next(PATIENCE);
            assertNotNull(first);
            assertEquals(": heartbeat", first.data());
            opened();
            Message later = first;
            while (later.id().equals(first.id())) {
                later = reader.next(PATIENCE);
                assertNotNull(later, "no heartbeat has a later position");
                assertEquals("comment", later.type());
            }
            position = later.id();
        }
        String next = opened();
        try (StreamReader reader = open("", position)) {
            assertEquals(List.of(next), ids(reader.next(1, PATIENCE)));
        }
    }

    @Test
    void aClientResumesAfterARestartOfTheServer() throws Exception {
        api.opens(delivery, NOW.minusSeconds(7000), MANY);
        List<String> got = new ArrayList<>();
        String position = START;
        for (int restart = 0; restart < 3; restart++) {
            try (StreamReader reader = open("", position)) {
                List<Message> messages = reader.next(150, PATIENCE);
                got.addAll(ids(messages.subList(0, 150)));
                position = messages.get(149).id();
                api.close();
                assertTrue(reader.isEndedWithin(PATIENCE));
            }
            serve(StreamTimes.DEFAULT);
        }
        String last = opened();
        try (StreamReader reader = open("", position)) {
            got.addAll(ids(reader.next(MANY - 450 + 1, PATIENCE)));
        }
        assertEquals(MANY + 1, got.size());
        assertEquals(
                got.stream().distinct().sorted().toList(), got.stream().sorted().toList());
        assertEquals(last, got.get(MANY));
    }
}
