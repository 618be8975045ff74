package telltale.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;
import telltale.assessment.AssessmentService;
import telltale.assessment.RejudgeService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.CampaignKey;
import telltale.model.Client;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Destination;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.Hit;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.postgres.PostgresServer;
import telltale.spool.Spool;
import telltale.store.AuditEntry;
import telltale.store.Consents;
import telltale.store.DatabaseText;
import telltale.store.PersonRights;
import telltale.store.Persons;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.move.DatabaseMove;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.PersonKeys;
import telltale.token.PoolTokens;
import telltale.token.Tokens;

/**
 * Random sequences of decisions, hits, erasures and faults, after which the database and the spool are searched for traces that the
 * profile and the decisions forbid. {@code -Dtraces.seed} repeats a run.
 */
@Timeout(180)
class PrivacyTracesTest {
    private static final long SEED = Long.getLong("traces.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int STEPS = 300;
    /** The maximum seconds between two steps, so that a run takes some days. */
    private static final int MAX_SECONDS = 7_200;
    /** The newest deliveries, which hits belong to. */
    private static final int RECENT = 8;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final AuditEntry.Actor SHOP = new AuditEntry.Actor("api-key", "shop");
    private static final List<String> ADDRESSES =
            List.of("ann@example.com", "ben@example.com", "eve@example.com", "max@example.com", "sue@example.com");
    private static final List<PrivacyProfile> PROFILES = List.of(PrivacyProfile.values());
    private static final List<ConsentPurpose> PURPOSES =
            List.of(ConsentPurpose.OPEN_MEASUREMENT, ConsentPurpose.CLICK_MEASUREMENT, ConsentPurpose.HYGIENE);

    private static final String CAMPAIGN = "spring";
    private static final Link LINK = new Link(1, new Destination("https://shop.example/"));
    /** The last byte of each client's address, which must not be stored. */
    private static final int HOST = 0x4D;

    private final Random random = new Random(SEED);
    private final PersonKeys keys = new PersonKeys(new byte[32]);
    private final Tokens tokens = new Tokens(new KeyRing(Map.of(0, new byte[32])));
    private final PoolTokens poolTokens = new PoolTokens(new KeyRing(Map.of(0, new byte[32])));
    private final PrivacyModel model = new PrivacyModel();
    private final List<DeliveryId> deliveries = new ArrayList<>();
    private final List<PrivacyProfile> profiles = new ArrayList<>();

    @TempDir
    private Path folder;

    private @Nullable String url;
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private PrivacyProfile setting = PrivacyProfile.INDIVIDUAL;
    private volatile boolean isCutOff;
    private int hits;
    private Store store;
    private Spool spool;
    private EventLog log;
    private PooledHits pooled;

    @AfterEach
    void close() {
        pooled.close();
        log.close();
        spool.close();
        store.close();
    }

    @Test
    void nothingForbiddenIsLeftInTheEmbeddedDatabase() throws Exception {
        steps(STEPS);
        check();
    }

    @Test
    void nothingForbiddenIsLeftInPostgresql() throws Exception {
        close();
        url = PostgresServer.shared().newMigratedDatabase();
        open();
        steps(STEPS);
        check();
    }

    @Test
    void nothingForbiddenIsLeftAfterTheDatabaseWasMoved() throws Exception {
        steps(STEPS / 2);
        move();
        steps(STEPS / 2);
        check();
    }

    private void steps(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            now = now.plusSeconds(1 + random.nextInt(MAX_SECONDS));
            step();
        }
    }

    private void step() throws Exception {
        String address = ADDRESSES.get(random.nextInt(ADDRESSES.size()));
        ConsentPurpose purpose = PURPOSES.get(random.nextInt(PURPOSES.size()));
        switch (random.nextInt(42)) {
            case 0, 1, 2, 3 -> send(address);
            case 4, 5, 6, 7 -> {
                decide(address, purpose, ConsentDecision.GIVEN);
                model.give(address, purpose, now);
            }
            case 8, 9 -> {
                decide(address, purpose, random.nextBoolean() ? ConsentDecision.WITHDRAWN : ConsentDecision.REFUSED);
                model.withdraw(address, purpose);
            }
            case 10 -> track(address, false);
            case 11, 12 -> track(address, true);
            case 13 -> erase(address);
            case 14 ->
                new RejudgeService(store.judgements(), new AssessmentService(Ruleset.builtIn(), Networks::builtIn))
                        .finish();
            case 15 -> isCutOff = true;
            case 16 -> restart();
            case 17 -> restrict(address, true);
            case 18, 19 -> restrict(address, false);
            case 20 -> pooled.storeNow();
            default -> hit();
        }
        if (!isCutOff) {
            settle();
        } else if (random.nextInt(5) == 0) {
            isCutOff = false;
            settle();
        }
    }

    private void send(String address) {
        DeliveryId id = new DeliveryId(Uuid7.at(now, random));
        store.insert(new Delivery(id, EmailAddress.parse(address), CAMPAIGN, "Hi", DeliveryState.ACCEPTED, now, null));
        deliveries.add(id);
        profiles.add(PROFILES.get(random.nextInt(PROFILES.size())));
        model.sent(id, address);
    }

    private void decide(String address, ConsentPurpose purpose, ConsentDecision decision) {
        Consent consent = new Consent(purpose, decision, now, "1", "form", "row 1");
        assertEquals(
                1,
                store.consents()
                        .record(List.of(new Consents.Decided(EmailAddress.parse(address), consent)), SHOP, now));
    }

    private void track(String address, boolean isTracked) {
        List<DeliveryId> known = store.persons().deliveries(EmailAddress.parse(address));
        if (known.isEmpty()) {
            return;
        }
        assertTrue(store.persons().setTracked(known.get(0), isTracked, now));
        if (isTracked) {
            model.optIn(address);
        } else {
            model.optOut(address);
        }
    }

    private void erase(String address) {
        Persons.ErasureResult erased = store.persons().erase(EmailAddress.parse(address));
        assertTrue(erased.deliveries() <= deliveries.size());
        model.erase(address);
    }

    private void restrict(String address, boolean isRestricted) {
        PersonRights rights = store.persons().rights();
        EmailAddress person = EmailAddress.parse(address);
        boolean unused = isRestricted ? rights.restrict(person, now) : rights.release(person);
        model.restrict(address, isRestricted);
    }

    private void hit() throws Exception {
        if (deliveries.isEmpty()) {
            return;
        }
        int which = deliveries.size() - 1 - random.nextInt(Math.min(deliveries.size(), RECENT));
        DeliveryId delivery = deliveries.get(which);
        EventKind kind = random.nextBoolean() ? EventKind.OPEN : EventKind.CLICK;
        hits++;
        int prefix = 0x510000 | (random.nextInt(256) << 8) | (hits & 0xFF);
        String agent = "agent-" + hits + "/" + random.nextInt(1_000_000);
        Hit hit = new Hit(
                kind,
                delivery,
                kind == EventKind.CLICK ? 1 : 0,
                now,
                Client.of(agent, Set.of()),
                InetAddress.getByAddress(
                        ByteBuffer.allocate(4).putInt((prefix << 8) | HOST).array()),
                profiles.get(which));
        PrivacyModel.Seen seen = new PrivacyModel.Seen(
                delivery, kind, now, setting.or(profiles.get(which)), agent, prefix, isPerson(agent), !isCutOff);
        if (profiles.get(which) == PrivacyProfile.AGGREGATED) {
            pool(hit);
            model.pooledHit(seen);
        } else {
            CountDownLatch answered = new CountDownLatch(1);
            log.append(hit, answered::countDown);
            answered.await();
            model.hit(seen);
        }
    }

    private void pool(Hit hit) {
        if (hit.kind() == EventKind.OPEN) {
            assertTrue(pooled.open(poolTokens.forPool(1), () -> hit));
        } else {
            assertTrue(pooled.click(poolTokens.forLink(CampaignKey.of(CAMPAIGN), LINK), () -> hit)
                    .isPresent());
        }
    }

    private static boolean isPerson(String agent) {
        return agent.hashCode() % 2 == 0;
    }

    private void settle() {
        while (log.isDatabaseUnavailable() || !log.awaitStored(TIMEOUT)) {
            Thread.onSpinWait();
        }
        model.transferred();
    }

    /** As at a stop; before half of the restarts, the process is killed after a commit that it could not note. */
    private void restart() throws IOException {
        pooled.close();
        log.close();
        if (random.nextBoolean()) {
            Spool.Batch batch = spool.oldest(1_000);
            if (!batch.isEmpty()) {
                store.replay(spool.id(), batch.events(), batch.last());
            }
        }
        isCutOff = false;
        spool.close();
        store.close();
        setting = random.nextInt(3) == 0 ? PROFILES.get(random.nextInt(PROFILES.size())) : PrivacyProfile.INDIVIDUAL;
        open();
    }

    private void move() throws IOException {
        isCutOff = false;
        settle();
        close();
        url = PostgresServer.shared().newMigratedDatabase();
        try (DatabaseMove move =
                new DatabaseMove(file(), folder.resolve("native"), TIMEOUT, connections(), line -> {})) {
            move.prepare();
            assertEquals(0, move.run().different());
        }
        open();
    }

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder.resolve("spool"));
        store = url == null
                ? SqliteStore.open(file(), folder.resolve("native"), TIMEOUT, a -> Optional.of(keys.keyOf(a)))
                : PostgresStore.open(
                        connections(), spool.id(), a -> Optional.of(keys.keyOf(a)), (joined, secrets) -> {});
        Store actual = store;
        log = new EventLog(
                Supervisor.withoutExit(),
                (Store) Proxy.newProxyInstance(
                        Store.class.getClassLoader(),
                        new Class<?>[] {Store.class},
                        (proxy, method, arguments) -> unlessCutOff(actual, method, arguments)),
                spool,
                null,
                Networks::builtIn,
                random,
                1_000,
                TIMEOUT,
                Duration.ofMillis(5),
                setting,
                event -> isPerson(event.client().agent()));
        log.start();
        pooled = new PooledHits(
                log, store.pools(), poolTokens, hit -> isPerson(hit.client().agent()), setting);
    }

    private Object unlessCutOff(Store actual, Method method, Object @Nullable [] arguments) throws Throwable {
        if (isCutOff) {
            throw new StoreUnavailableException(method.getName(), new IllegalStateException("set by the test"));
        }
        try {
            return method.invoke(actual, arguments);
        } catch (InvocationTargetException failed) {
            throw Objects.requireNonNull(failed.getCause());
        }
    }

    private void check() throws Exception {
        isCutOff = false;
        settle();
        pooled.storeNow();
        String where = "seed " + SEED + ", " + model.stored().size() + " stored, "
                + model.forbidden().size() + " forbidden, " + model.erased().size() + " erased, " + model.active()
                + " active, " + model.pooledClicks() + " pooled clicks: ";
        System.out.println("PrivacyTracesTest: " + where);
        String database = database();
        for (PrivacyModel.Seen hit : model.stored()) {
            assertTrue(database.contains(hit.agent()), where + hit);
        }
        for (PrivacyModel.Seen hit : model.forbidden()) {
            assertFalse(database.contains(hit.agent()), where + hit);
            assertFalse(hasNetwork(database, hit), where + hit);
        }
        for (PrivacyModel.Seen hit : model.erased()) {
            assertFalse(hasNetwork(database, hit), where + hit);
        }
        for (String address : ADDRESSES) {
            LocalDate day =
                    store.persons().activity().of(EmailAddress.parse(address)).orElse(null);
            assertTrue(model.mayBeActiveOn(address, day), where + address + " on " + day);
        }
        assertEquals(
                model.pooledClicks(),
                store.pools().counts(CAMPAIGN).clicks().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                where);
        RecountResult recount = store.recount();
        assertEquals(model.stored().size(), recount.events(), where);
        assertEquals(List.of(), recount.differences(), where);
        assertFalse(
                Pattern.compile("81\\.\\d+\\.\\d+\\." + HOST).matcher(database).find(), where);
        String all = database + spool();
        deliveries.forEach(delivery -> assertFalse(all.contains(tokens.forPixel(delivery)), where));
        while (hasTraces(spool())) {
            Thread.onSpinWait();
        }
    }

    /** Whether a text has the network of a hit, or its whole address. */
    private static boolean hasNetwork(String database, PrivacyModel.Seen hit) {
        String column = "\t" + hit.prefix();
        return database.contains(column + "\t")
                || database.contains(column + "\n")
                || database.contains(HexFormat.of().toHexDigits((hit.prefix() << 8) | HOST));
    }

    private boolean hasTraces(String spooled) {
        return Stream.concat(model.forbidden().stream(), model.erased().stream())
                .anyMatch(hit -> spooled.contains(hit.agent()) || spooled.contains(bytes(hit.prefix())));
    }

    private static String bytes(int prefix) {
        return new String(ByteBuffer.allocate(4).putInt(prefix).array(), StandardCharsets.ISO_8859_1);
    }

    private String database() throws SQLException {
        try (Connection connection = url == null
                ? Objects.requireNonNull(new JDBC().connect("jdbc:sqlite:" + file(), new Properties()))
                : PostgresServer.connect(url)) {
            return DatabaseText.of(connection, url == null ? null : "telltale");
        }
    }

    private String spool() throws IOException {
        StringBuilder text = new StringBuilder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("spool"))) {
            for (Path file : files) {
                text.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        return text.toString();
    }

    private Path file() {
        return folder.resolve("telltale.db");
    }

    private PostgresConnections connections() {
        return PostgresConnections.to(Objects.requireNonNull(url), "postgres", null, TIMEOUT);
    }
}
