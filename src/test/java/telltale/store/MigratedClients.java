package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;

/** The migration of a database from before user agents were reduced. */
public final class MigratedClients {
    /** A client of that time. */
    public static final String STATEMENT = "insert into clients (agent, flags) values ('curl/8.0', 8)";

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private MigratedClients() {}

    /** Asserts that an event of the client is stored with it, and that nothing is reduced or deleted yet. */
    public static void assertKept(Store store) {
        Random random = new Random(1);
        DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), null, "Hi", DeliveryState.SENDING, null, null));
        Event event = new Event(
                Uuid7.at(NOON, random), EventKind.OPEN, delivery, 0, new Client("curl/8.0", 8), Network.UNKNOWN);
        store.append(List.of(event));
        assertEquals(List.of(event), store.events(delivery, 10));
        assertEquals(List.of(), store.deletions().days(null, 10));
        assertEquals(List.of(), store.recount().differences());
    }
}
