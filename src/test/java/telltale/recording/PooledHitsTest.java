package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.judging.Networks;
import telltale.model.CampaignKey;
import telltale.model.Client;
import telltale.model.Destination;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.spool.Spool;
import telltale.store.PooledCounts;
import telltale.store.Pools;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.PoolTokens;

class PooledHitsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final CampaignKey SPRING = CampaignKey.of("spring");
    private static final Link LINK = new Link(3, new Destination("https://shop.example/"));
    private static final String PERSON = "a person's browser";

    @TempDir
    Path folder;

    private final PoolTokens tokens = new PoolTokens(new KeyRing(Map.of(1, new byte[32])));
    private final List<String> judged = new ArrayList<>();
    private final KeptPools pools = new KeptPools();
    private Spool spool;
    private EventLog log;
    private PooledHits hits;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder);
        log = new EventLog(
                new Supervisor(exhausted -> {}),
                new GatedStore(),
                spool,
                null,
                Networks::builtIn,
                new Random(42),
                10,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                PrivacyProfile.INDIVIDUAL,
                event -> false);
        hits = hits(PrivacyProfile.INDIVIDUAL);
    }

    @AfterEach
    void close() {
        spool.close();
    }

    private PooledHits hits(PrivacyProfile profile) {
        return new PooledHits(log, pools, tokens, this::isPerson, profile);
    }

    private boolean isPerson(Hit hit) {
        judged.add(hit.client().agent());
        return hit.client().agent().equals(PERSON);
    }

    @Test
    void ofAPersonsHitsOnlyThePoolAndTheNumberOfClicksAreStored() {
        assertTrue(hits.open(tokens.forPool(7) + ".gif", () -> hit(EventKind.ANONYMOUS_OPEN, PERSON)));
        assertTrue(hits.open(tokens.forPool(7), () -> hit(EventKind.ANONYMOUS_OPEN, PERSON)));
        String link = tokens.forLink(SPRING, LINK);
        assertEquals(Optional.of(LINK), hits.click(link, () -> hit(EventKind.CLICK, PERSON)));
        assertEquals(Optional.of(LINK), hits.click(link, () -> hit(EventKind.CLICK, PERSON)));
        assertEquals(2, hits.waiting());
        hits.step();
        assertEquals(Set.of(7L), pools.seen);
        assertEquals(Map.of(new Pools.ClickedLink(SPRING, 3), 2L), pools.clicks);
        assertEquals(0, hits.waiting());
        assertEquals(4, log.counts().get(HitDisposition.POOLED));
        assertEquals(4, log.received());
        assertEquals(0, spool.last());
    }

    @Test
    void machinesAreAnsweredAndNothingIsKept() {
        assertTrue(hits.open(tokens.forPool(7), () -> hit(EventKind.ANONYMOUS_OPEN, "a scanner")));
        assertTrue(hits.click(tokens.forLink(SPRING, LINK), () -> hit(EventKind.CLICK, "a scanner"))
                .isPresent());
        assertEquals(List.of("a scanner", "a scanner"), judged);
        assertEquals(0, hits.waiting());
        assertEquals(2, log.counts().get(HitDisposition.POOLED));
    }

    @Test
    void requestsThatObjectToTrackingAreNotEvenJudged() {
        Hit open = hit(EventKind.ANONYMOUS_OPEN, PERSON).with(Client.Flag.GLOBAL_PRIVACY_CONTROL);
        Hit click = hit(EventKind.CLICK, PERSON).with(Client.Flag.DO_NOT_TRACK);
        assertTrue(hits.open(tokens.forPool(7), () -> open));
        assertEquals(Optional.of(LINK), hits.click(tokens.forLink(SPRING, LINK), () -> click));
        assertEquals(List.of(), judged);
        assertEquals(0, hits.waiting());
        assertEquals(1, log.counts().get(HitDisposition.GLOBAL_PRIVACY_CONTROL));
        assertEquals(1, log.counts().get(HitDisposition.DO_NOT_TRACK));
    }

    @Test
    void underNoneNothingIsEvenJudged() {
        PooledHits none = hits(PrivacyProfile.NONE);
        assertTrue(none.open(tokens.forPool(7), () -> hit(EventKind.ANONYMOUS_OPEN, PERSON)));
        assertTrue(none.click(tokens.forLink(SPRING, LINK), () -> hit(EventKind.CLICK, PERSON))
                .isPresent());
        assertEquals(List.of(), judged);
        assertEquals(0, none.waiting());
        assertEquals(2, log.counts().get(HitDisposition.UNRECORDED));
    }

    @Test
    void otherTokensAreNotCounted() {
        assertFalse(hits.open("x", () -> hit(EventKind.ANONYMOUS_OPEN, PERSON)));
        assertEquals(Optional.empty(), hits.click(tokens.forPool(7), () -> hit(EventKind.CLICK, PERSON)));
        assertEquals(0, log.received());
    }

    @Test
    void whatCannotBeStoredWaitsAndIsStoredLater() {
        pools.unavailable = true;
        hits.open(tokens.forPool(7), () -> hit(EventKind.ANONYMOUS_OPEN, PERSON));
        hits.click(tokens.forLink(SPRING, LINK), () -> hit(EventKind.CLICK, PERSON));
        assertThrows(StoreUnavailableException.class, hits::step);
        hits.storeNow();
        assertEquals(2, hits.waiting());
        pools.unavailable = false;
        hits.close();
        assertEquals(Set.of(7L), pools.seen);
        assertEquals(Map.of(new Pools.ClickedLink(SPRING, 3), 1L), pools.clicks);
    }

    @Test
    void whenMemoryIsFullFurtherPoolsAreLostAndCounted() {
        pools.unavailable = true;
        Hit hit = hit(EventKind.ANONYMOUS_OPEN, PERSON);
        for (int pool = 1; pool <= PooledHits.MAX_WAITING; pool++) {
            hits.open(tokens.forPool(pool), () -> hit);
        }
        hits.open(tokens.forPool(0), () -> hit);
        hits.open(tokens.forPool(1), () -> hit);
        assertEquals(PooledHits.MAX_WAITING, hits.waiting());
        assertEquals(1, log.counts().get(HitDisposition.LOST));
        assertEquals(PooledHits.MAX_WAITING + 1L, log.counts().get(HitDisposition.POOLED));
    }

    private static Hit hit(EventKind kind, String agent) {
        return new Hit(kind, null, 0, NOON, new Client(agent, 0L), null);
    }

    /** Keeps what it gets, unless a test makes it unavailable. */
    private static final class KeptPools implements Pools {
        final Set<Long> seen = new HashSet<>();
        final Map<ClickedLink, Long> clicks = new HashMap<>();
        boolean unavailable;

        @Override
        public void record(Collection<Seen> pools, Map<ClickedLink, Long> links) {
            if (unavailable) {
                throw new StoreUnavailableException("storing pools", new IllegalStateException("set by the test"));
            }
            pools.forEach(one -> seen.add(one.pool()));
            links.forEach((link, count) -> clicks.merge(link, count, Long::sum));
        }

        @Override
        public PooledCounts counts(String campaign) {
            throw new UnsupportedOperationException();
        }
    }
}
