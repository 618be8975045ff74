package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import telltale.model.CampaignKey;
import telltale.store.Pools.ClickedLink;

/** The migration of a database from before there were pools. */
public final class MigratedPools {
    public static final UUID ID = UUID.fromString("0190b5a2-0000-7000-8000-000000000001");
    /** A mail in the queue, with an id in the first place of {@code %s} and some bytes in the second. */
    public static final List<String> STATEMENTS = List.of(
            "insert into campaigns (name) values ('spring')",
            "insert into messages (id, created_at, campaign, content, digest) values (%1$s, 1, 'spring', %2$s, 0)",
            "insert into deliveries (id, created_at, recipient, subject, state, campaign)"
                    + " values (%1$s, 1, 'ann@example.com', 'Hi', 'queued', 1)",
            "insert into outbox (message, position, delivery, data, digest, due_at) values (1, 0, 1, %2$s, 0, 1)");

    private MigratedPools() {}

    /** Asserts that the mail still waits, in no pool, and that clicks can be counted. */
    public static void assertKept(Store store) {
        assertEquals(1, store.messages().queued(null, null, 10).size());
        assertEquals(new PooledCounts(List.of(), Map.of()), store.pools().counts("spring"));
        store.pools().record(List.of(), Map.of(new ClickedLink(CampaignKey.of("spring"), 1), 2L));
        assertEquals(Map.of(1, 2L), store.pools().counts("spring").clicks());
    }
}
