package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.ImmutableBytes;
import telltale.model.Role;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.SessionTable.Lifetime;
import telltale.store.SessionTable.SignInCode;
import telltale.store.SessionTable.StoredSession;
import telltale.store.SessionTable.Use;

/** The contract of sessions with every database. */
public abstract class SessionTableContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;
    private SessionTable sessions;

    /** Opens the store under test. */
    protected abstract Store open();

    @BeforeEach
    void openStore() {
        store = open();
        sessions = store.sessions();
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void aSessionIsReadAsItWasStored() {
        StoredSession first = session("ann", null, NOON.plusSeconds(60));
        StoredSession second = session("shop", "a key", NOON.plusSeconds(90));
        sessions.add(first);
        sessions.add(second);
        assertEquals(List.of(first, second), sessions.all());
        assertEquals(Optional.of(second), sessions.find(second.hash()));
        assertEquals(Optional.empty(), sessions.find(hash("unknown")));
    }

    @Test
    void anEndedSessionIsGone() {
        StoredSession first = session("ann", null, NOON.plusSeconds(60));
        StoredSession second = session("ben", null, NOON.plusSeconds(60));
        sessions.add(first);
        sessions.add(second);
        sessions.end(List.of(first.id()));
        sessions.end(List.of(first.id()));
        assertEquals(List.of(second), sessions.all());
    }

    @Test
    void aUseMovesForwardOnly() {
        StoredSession session = session("ann", null, NOON.plusSeconds(900));
        sessions.add(session);
        sessions.noteUses(List.of(new Use(session.id(), NOON.plusSeconds(120))));
        sessions.noteUses(List.of(new Use(session.id(), NOON.plusSeconds(60))));
        assertEquals(
                NOON.plusSeconds(120),
                sessions.find(session.hash()).orElseThrow().lifetime().usedAt());
    }

    @Test
    void endedAndIdleSessionsAndExpiredCodesArePurged() {
        StoredSession ended = session("ann", null, NOON.plusSeconds(60));
        StoredSession idle = session("ben", null, NOON.plusSeconds(900));
        StoredSession used = session("eve", null, NOON.plusSeconds(900));
        List.of(ended, idle, used).forEach(sessions::add);
        sessions.noteUses(List.of(new Use(used.id(), NOON.plusSeconds(50))));
        SignInCode expired = new SignInCode(hash("expired"), "link", Role.ADMIN, NOON.plusSeconds(10));
        sessions.addCode(expired);
        sessions.purge(NOON.plusSeconds(60), NOON.plusSeconds(30));
        assertEquals(
                List.of(used.id()),
                sessions.all().stream().map(StoredSession::id).toList());
        assertEquals(Optional.empty(), sessions.useCode(expired.hash(), NOON), "it was deleted");
    }

    @Test
    void aCodeIsReturnedOnceBeforeItExpires() {
        SignInCode code = new SignInCode(hash("code"), "link", Role.READ, NOON.plusSeconds(60));
        sessions.addCode(code);
        assertEquals(Optional.empty(), sessions.useCode(hash("another"), NOON));
        assertEquals(Optional.empty(), sessions.useCode(code.hash(), NOON.plusSeconds(60)));
        assertEquals(Optional.of(code), sessions.useCode(code.hash(), NOON.plusSeconds(59)));
        assertEquals(Optional.empty(), sessions.useCode(code.hash(), NOON));
    }

    @Test
    void ofManyCallersOneGetsACode() throws Exception {
        SignInCode code = new SignInCode(hash("code"), "link", Role.READ, NOON.plusSeconds(60));
        sessions.addCode(code);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            Callable<Optional<SignInCode>> use = () -> sessions.useCode(code.hash(), NOON);
            int used = 0;
            for (Future<Optional<SignInCode>> answer :
                    callers.invokeAll(IntStream.range(0, 16).mapToObj(i -> use).toList())) {
                used += answer.get().isPresent() ? 1 : 0;
            }
            assertEquals(1, used);
        } finally {
            callers.shutdown();
        }
    }

    private StoredSession session(String name, @Nullable String key, Instant endsAt) {
        return new StoredSession(
                Uuid7.at(NOON, random),
                hash(name),
                name,
                Role.OPERATOR,
                "realm",
                key,
                "192.0.2.0/24",
                new Lifetime(NOON, NOON, endsAt));
    }

    private static ImmutableBytes hash(String text) {
        return new ImmutableBytes(Sha256.of(text));
    }
}
