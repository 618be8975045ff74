package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.IssuedKey;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyIssuer;
import telltale.model.Delivery;
import telltale.model.EventKind;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.store.FeedPosition;
import telltale.store.FeedPosition.Mark;
import telltale.web.api.StreamReader.Message;

@Timeout(60)
class EventStreamApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";

    @AutoClose
    private ServedApi api;

    private Delivery spring;
    private Delivery other;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        api.serveStreams();
        spring = api.accepted("spring", NOW.minusSeconds(7200));
        other = api.accepted(null, NOW.minusSeconds(7200));
    }

    private StreamReader open(String query, @Nullable String lastId) throws Exception {
        return StreamReader.open(
                "http://127.0.0.1:" + api.port() + "/app/api/v1/events/stream" + query, ServedApi.ADMIN_KEY, lastId);
    }

    private String opened(Delivery delivery, int second) {
        return api.seen(delivery, EventKind.OPEN, NOW.minusSeconds(3600 - second), CHROME)
                .id()
                .toString();
    }

    private static List<String> ids(List<Message> messages) {
        return messages.stream().map(message -> message.data().substring(7, 43)).toList();
    }

    @Test
    void aListenerGetsEventsAsTheyAreStored() throws Exception {
        opened(spring, 0);
        try (StreamReader reader = open("", null)) {
            assertEquals(200, reader.status());
            assertEquals("text/event-stream", reader.header("Content-Type"));
            assertEquals("no", reader.header("X-Accel-Buffering"));
            String first = opened(spring, 1);
            String second = opened(other, 2);
            List<Message> messages = reader.next(2, PATIENCE);
            assertEquals(List.of(first, second), ids(messages));
            assertTrue(messages.get(0).data().contains("\"class\":\"human-direct\""), messages::toString);
        }
    }

    @Test
    void aListenerThatReconnectsGetsWhatItMissedOnce() throws Exception {
        String position;
        List<String> expected = new ArrayList<>();
        List<String> got = new ArrayList<>();
        try (StreamReader reader = open("", null)) {
            expected.add(opened(spring, 1));
            got.addAll(ids(reader.next(1, PATIENCE)));
            position = reader.lastId();
        }
        for (int i = 0; i < 300; i++) {
            expected.add(opened(spring, 2 + i));
        }
        try (StreamReader reader = open("", position)) {
            got.addAll(ids(reader.next(250, PATIENCE)));
            expected.add(opened(other, 400));
            got.addAll(ids(reader.next(52, PATIENCE)));
        }
        assertEquals(expected, got);
    }

    @Test
    void aPositionMayBeInTheQuery() throws Exception {
        String position;
        try (StreamReader reader = open("", null)) {
            opened(spring, 1);
            reader.next(1, PATIENCE);
            position = reader.lastId();
        }
        String missed = opened(spring, 2);
        try (StreamReader reader = open("?after=" + position, null)) {
            assertEquals(List.of(missed), ids(reader.next(1, PATIENCE)));
        }
        assertEquals(400, api.get("api/v1/events/stream?after=x").statusCode());
        HttpResponse<String> invalid =
                api.get("api/v1/events/stream", "Authorization", "Bearer " + ServedApi.ADMIN_KEY, "Last-Event-ID", "x");
        assertEquals(400, invalid.statusCode());
    }

    @Test
    void aListenerGetsWhatItsFilterChooses() throws Exception {
        try (StreamReader campaign = open("?campaign=spring", null);
                StreamReader clicks = open("?kind=click", null);
                StreamReader machines = open("?class=machines", null)) {
            opened(other, 1);
            String wanted = opened(spring, 2);
            String click = api.seen(other, EventKind.CLICK, NOW.minusSeconds(10), CHROME)
                    .id()
                    .toString();
            String bot = api.seen(spring, EventKind.CLICK, NOW.minusSeconds(9), "curl/8.4.0")
                    .id()
                    .toString();
            assertEquals(List.of(wanted, bot), ids(campaign.next(2, PATIENCE)));
            assertEquals(List.of(click, bot), ids(clicks.next(2, PATIENCE)));
            assertEquals(List.of(bot), ids(machines.next(1, PATIENCE)));
        }
    }

    @Test
    void listenersWithTheSameFilterGetTheSameWhenTheyJoinAtDifferentTimes() throws Exception {
        try (StreamReader first = open("?campaign=spring", null)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                opened(other, 2 * i);
                expected.add(opened(spring, 2 * i + 1));
            }
            List<String> got = new ArrayList<>(ids(first.next(10, PATIENCE)));
            try (StreamReader second = open("?campaign=spring", null);
                    StreamReader all = open("", null)) {
                String foreign = opened(other, 400);
                String later = opened(spring, 401);
                expected.add(later);
                got.addAll(ids(first.next(141, PATIENCE)));
                assertEquals(expected, got);
                List<String> bySecond = until(later, second);
                assertEquals(expected.subList(expected.size() - bySecond.size(), expected.size()), bySecond);
                assertTrue(until(later, all).contains(foreign));
            }
        }
    }

    private static List<String> until(String last, StreamReader reader) throws InterruptedException {
        List<String> got = new ArrayList<>();
        while (!got.contains(last)) {
            List<String> next = ids(reader.next(1, PATIENCE));
            assertEquals(1, next.size(), got::toString);
            got.addAll(next);
        }
        return got;
    }

    @Test
    void aPositionOfEventsThatAreGoneIsReset() throws Exception {
        opened(spring, 1);
        try (StreamReader reader = open("?after=" + FeedPosition.of(3, new Mark(5, 0)), null)) {
            List<Message> messages = reader.next(2, PATIENCE);
            assertEquals("reset", messages.get(0).type());
            assertEquals("message", messages.get(1).type());
        }
    }

    @Test
    void aRevokedKeyEndsItsStream() throws Exception {
        KeyIssuer issuer = new KeyIssuer(api.store.apiKeys(), api.clock, new Random(1));
        IssuedKey issued = issuer.issue(new KeyRequest("reader", Role.READ, KeyLimits.NONE, null));
        api.keys.refresh();
        try (StreamReader reader = StreamReader.open(
                "http://127.0.0.1:" + api.port() + "/app/api/v1/events/stream", issued.text(), null)) {
            assertEquals(200, reader.status());
            issuer.revoke(issued.key().id());
            api.keys.refresh();
            assertTrue(reader.isEndedWithin(PATIENCE));
        }
    }

    @Test
    void streamsEndAtOnceWhenTheNodeStops() throws Exception {
        try (StreamReader reader = open("", null)) {
            assertFalse(reader.isEndedWithin(Duration.ofMillis(300)));
            api.streams.close();
            assertTrue(reader.isEndedWithin(Duration.ofSeconds(2)));
        }
        assertEquals(503, api.get("api/v1/events/stream").statusCode());
    }
}
