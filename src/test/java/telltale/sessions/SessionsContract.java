package telltale.sessions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.InvalidInputException;
import telltale.model.Role;
import telltale.sending.TestClock;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.Sessions.FoundSession;
import telltale.settings.SessionSettings;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.token.KeyRing;
import telltale.token.SignedSecrets;

/** Sessions on two nodes with a settable clock. */
public abstract class SessionsContract {
    private static final Duration IDLE = Duration.ofHours(8);
    private static final Duration MAX = Duration.ofDays(7);
    private static final SessionOwner ANN = new SessionOwner("ann", Role.ADMIN, Method.REALM);
    private static final SessionOwner BEN = new SessionOwner("ben", Role.READ, Method.OIDC);

    private final KeyRing keys = new KeyRing(Map.of(1, new byte[32]));
    private final TestClock clock = new TestClock(Instant.parse("2026-11-29T12:00:00Z"));
    private final Random random = new Random(42);
    private Store firstStore;
    private Store secondStore;
    private CountedTable table;
    private Sessions first;
    private Sessions second;

    /** Opens the store of a node. */
    protected abstract Store open();

    /** Opens the store of another node; nodes of an embedded database share one. */
    protected Store openSecond(Store opened) {
        return open();
    }

    @BeforeEach
    void openStores() {
        firstStore = open();
        secondStore = openSecond(firstStore);
        table = new CountedTable(secondStore.sessions());
        first = sessions(firstStore);
        second = new Sessions(table, SignedSecrets.ofSessions(keys), new SessionSettings(IDLE, MAX), clock, random);
        refresh();
    }

    private Sessions sessions(Store store) {
        return new Sessions(
                store.sessions(), SignedSecrets.ofSessions(keys), new SessionSettings(IDLE, MAX), clock, random);
    }

    @AfterEach
    void closeStores() {
        secondStore.close();
        firstStore.close();
    }

    private void refresh() {
        first.refresh();
        second.refresh();
    }

    private static Optional<Session> found(Sessions sessions, String cookie) {
        return sessions.find(cookie, true).map(FoundSession::session);
    }

    private void advance(Duration time) {
        clock.advance(time);
        refresh();
    }

    @Test
    void aSessionHoldsOnTheNodeThatOpenedItAndOnOthersAtOnce() throws UnknownHostException {
        String cookie = first.open(ANN, InetAddress.getByName("192.0.2.77"));
        Session here = found(first, cookie).orElseThrow();
        Session there = found(second, cookie).orElseThrow();
        assertEquals(ANN, here.owner());
        assertEquals("192.0.2.0/24", here.network());
        assertEquals(here, there);
        found(second, cookie);
        assertEquals(1, table.lookUps.get(), "the other node asks once");
    }

    @Test
    void aSessionSurvivesARestart() {
        String cookie = first.open(ANN, null);
        Sessions restarted = sessions(firstStore);
        assertThrows(StoreUnavailableException.class, () -> restarted.find(cookie, true), "before it has read any");
        restarted.refresh();
        assertEquals(ANN, found(restarted, cookie).orElseThrow().owner());
    }

    @Test
    void anEndIsInForceHereAtOnceAndElsewhereWithTheNextCopy() {
        String cookie = first.open(ANN, null);
        Session session = found(second, cookie).orElseThrow();
        assertTrue(first.end(session.id()));
        assertFalse(first.end(session.id()));
        assertEquals(Optional.empty(), found(first, cookie));
        assertTrue(found(second, cookie).isPresent());
        second.step();
        assertEquals(Optional.empty(), found(second, cookie));
        assertTrue(second.step().compareTo(Duration.ofSeconds(5)) < 0);
    }

    @Test
    void signingOutEverywhereEndsTheSessionsOfOneOwner() {
        List<String> of =
                IntStream.range(0, 3).mapToObj(i -> first.open(ANN, null)).toList();
        String other = first.open(BEN, null);
        assertEquals(3, second.endAll(session -> session.owner().equals(ANN)));
        refresh();
        of.forEach(cookie -> assertEquals(Optional.empty(), found(first, cookie)));
        assertTrue(found(first, other).isPresent());
    }

    @Test
    void aSessionEndsWhenItIsNotUsed() {
        String used = first.open(ANN, null);
        String unused = first.open(BEN, null);
        advance(IDLE.minusMinutes(1));
        assertTrue(found(first, used).isPresent());
        assertTrue(first.find(unused, false).isPresent(), "an automatic request is no use");
        first.storeUses();
        advance(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), found(first, unused));
        assertTrue(found(first, used).isPresent());
        assertTrue(found(second, used).isPresent(), "the other node knows the use");
        assertEquals(1, second.list().size());
    }

    @Test
    void aSessionEndsAtLast() {
        String cookie = first.open(ANN, null);
        for (Duration past = Duration.ZERO; past.compareTo(MAX.minus(IDLE)) < 0; past = past.plusHours(7)) {
            advance(Duration.ofHours(7));
            assertTrue(found(first, cookie).isPresent());
        }
        advance(IDLE);
        assertEquals(Optional.empty(), found(first, cookie));
        first.storeUses();
        assertEquals(List.of(), firstStore.sessions().all(), "it is deleted");
    }

    @Test
    void madeUpCookiesAreNotLookedUpAndEndedOnesOnce() {
        String ended = first.open(ANN, null);
        first.end(found(first, ended).orElseThrow().id());
        Sessions elsewhere = new Sessions(
                firstStore.sessions(),
                SignedSecrets.ofSessions(
                        new KeyRing(Map.of(1, "another key, also of at least 32 octets".getBytes(UTF_8)))),
                new SessionSettings(IDLE, MAX),
                clock,
                random);
        for (int i = 0; i < 100; i++) {
            assertEquals(Optional.empty(), second.find(ended, true));
            assertEquals(Optional.empty(), second.find("x".repeat(i), true));
        }
        assertEquals(Optional.empty(), second.find(elsewhere.open(ANN, null), true), "with another MAC");
        assertEquals(1, table.lookUps.get());
    }

    @Test
    void withoutTheDatabaseAKnownSessionIsForReadingForFiveMinutes() {
        String known = first.open(ANN, null);
        assertTrue(second.find(known, true).orElseThrow().isCurrent());
        table.isAvailable = false;
        clock.advance(Duration.ofSeconds(6));
        assertFalse(second.find(known, true).orElseThrow().isCurrent());
        String unknown = first.open(ANN, null);
        int before = table.lookUps.get();
        assertThrows(StoreUnavailableException.class, () -> second.find(unknown, true));
        assertEquals(before, table.lookUps.get(), "no thread waits for a database that does not respond");
        clock.advance(Duration.ofMinutes(5));
        assertThrows(StoreUnavailableException.class, () -> second.find(known, true));
        table.isAvailable = true;
        second.refresh();
        assertTrue(second.find(known, true).orElseThrow().isCurrent());
    }

    @Test
    void aFurtherSessionOfAnOwnerEndsTheLeastRecentlyUsedOne() {
        String oldest = first.open(ANN, null);
        clock.advance(Duration.ofMinutes(1));
        String unused = first.open(ANN, null);
        advance(Duration.ofMinutes(1));
        for (int i = 2; i < Sessions.MAX_PER_OWNER; i++) {
            first.open(ANN, null);
        }
        assertTrue(found(first, oldest).isPresent(), "it is used now");
        assertTrue(first.find(unused, false).isPresent());
        first.open(ANN, null);
        assertEquals(Sessions.MAX_PER_OWNER, first.list().size());
        assertTrue(found(first, oldest).isPresent());
        assertEquals(Optional.empty(), found(first, unused));
    }

    @Test
    void aLinkOpensOneSessionOnAnyNode() {
        SignInLinks here = links(firstStore);
        SignInLinks there = links(secondStore);
        String code = here.issue(Role.READ, Duration.ofMinutes(10)).code();
        assertEquals(SignInLinks.owner(Role.READ), there.use(code).orElseThrow());
        assertEquals(Optional.empty(), here.use(code));
        assertTrue(here.isGenuine(code));
        assertFalse(here.isGenuine("x" + code));

        String expired = here.issue(Role.READ, Duration.ofMinutes(1)).code();
        clock.advance(Duration.ofMinutes(1));
        assertEquals(Optional.empty(), here.use(expired));
        assertThrows(InvalidInputException.class, () -> here.issue(Role.READ, Duration.ofSeconds(1)));
        assertThrows(InvalidInputException.class, () -> here.issue(Role.READ, Duration.ofDays(2)));
    }

    private SignInLinks links(Store store) {
        return new SignInLinks(store.sessions(), SignedSecrets.ofSignInCodes(keys), clock, random);
    }
}
