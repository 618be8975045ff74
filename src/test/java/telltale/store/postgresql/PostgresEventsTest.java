package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import telltale.postgres.PostgresServer;
import telltale.store.EventFeed;
import telltale.store.EventsContract;
import telltale.store.FeedChunk;
import telltale.store.FeedPosition;
import telltale.store.Store;
import telltale.token.PersonKeys;

class PostgresEventsTest extends EventsContract {
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open() {
        return PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)));
    }

    @Test
    void aPositionBeforeWhatTheFeedKeepsIsReset() throws SQLException {
        EventFeed feed = store.eventFeed();
        FeedPosition old = feed.end();
        opened();
        FeedPosition reached = feed.end();
        assertEquals(0, feed.deleteOld());

        ageFeed(EventFeed.RETENTION.plusMinutes(1));
        assertEquals(1, feed.deleteOld());
        UUID kept = opened();

        FeedChunk missing = feed.after(aged(old, EventFeed.RETENTION.plusMinutes(2)), null, 10);
        assertTrue(missing.isReset());
        assertEquals(List.of(kept), ids(missing));
        FeedChunk complete = feed.after(aged(reached, EventFeed.RETENTION.plusMinutes(1)), null, 10);
        assertFalse(complete.isReset(), "all that followed is kept");
        assertEquals(List.of(kept), ids(complete));
    }

    @Test
    void aPositionOfTheLastTwoDaysIsNotReset() throws SQLException {
        EventFeed feed = store.eventFeed();
        opened();
        FeedPosition old = feed.end();
        UUID missed = opened();

        ageFeed(EventFeed.RETENTION.minusMinutes(2));
        assertEquals(0, feed.deleteOld());

        FeedChunk chunk = feed.after(aged(old, EventFeed.RETENTION.minusMinutes(2)), null, 10);
        assertFalse(chunk.isReset());
        assertEquals(List.of(missed), ids(chunk));
    }

    private void ageFeed(Duration age) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("update telltale.feed set at = at - " + age.toMillis());
        }
    }

    /** A position as it would be if it had been reached earlier. */
    private static FeedPosition aged(FeedPosition position, Duration age) {
        return new FeedPosition(position.at().minus(age), position.marks());
    }
}
