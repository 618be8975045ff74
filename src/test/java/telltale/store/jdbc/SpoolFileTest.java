package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.Spool;

class SpoolFileTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private final Random random = new Random(42);
    private Spool spool;

    @BeforeEach
    void open() {
        spool = SpoolFile.open(folder.resolve("spool.db"), folder.resolve("native"), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        spool.close();
    }

    @Test
    void eventsComeOutAsTheyWentInTheOldestFirst() {
        List<Event> events = events(7);
        spool.add(events.subList(0, 3));
        spool.add(events.subList(3, 7));
        assertEquals(7, spool.waiting());
        Spool.Batch first = spool.oldest(5);
        assertEquals(events.subList(0, 5), first.events());
        assertEquals(5, spool.removeThrough(first.last()));
        assertEquals(events.subList(5, 7), spool.oldest(5).events());
    }

    @Test
    void anEventWaitsOnceHoweverOftenItIsAdded() {
        List<Event> events = events(2);
        spool.add(events);
        spool.add(events);
        assertEquals(2, spool.waiting());
    }

    @Test
    void singleEventsCanBeTakenBack() {
        List<Event> events = events(3);
        spool.add(events);
        assertEquals(1, spool.remove(List.of(events.get(1))));
        assertEquals(0, spool.remove(List.of(events.get(1))));
        assertEquals(List.of(events.get(0), events.get(2)), spool.oldest(10).events());
    }

    @Test
    void aNumberIsNeverGivenTwice() {
        spool.add(events(1));
        long first = spool.oldest(1).last();
        spool.removeThrough(first);
        spool.add(events(1));
        assertEquals(first + 1, spool.oldest(1).last());
    }

    @Test
    void whatWaitsAndItsNameSurviveARestart() {
        UUID id = spool.id();
        List<Event> events = events(2);
        spool.add(events);
        spool.quarantine(events(1).get(0), "because");
        spool.close();
        open();
        assertEquals(id, spool.id());
        assertEquals(2, spool.waiting());
        assertEquals(1, spool.quarantined());
        assertEquals(events, spool.oldest(10).events());
    }

    private List<Event> events(int number) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            DeliveryId delivery = i % 3 == 2 ? null : new DeliveryId(Uuid7.at(NOON, random));
            events.add(new Event(
                    Uuid7.at(NOON.plusMillis(i), random),
                    delivery == null ? EventKind.ANONYMOUS_OPEN : EventKind.OPEN,
                    delivery,
                    Client.of("agent " + i, Set.of(Client.Flag.VIA)),
                    new Network(Network.Kind.PUBLIC, 0xC63364)));
        }
        return events;
    }
}
