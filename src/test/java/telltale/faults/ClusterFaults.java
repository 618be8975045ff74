package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.kafka.KafkaBrokers;
import telltale.launcher.RunningWar;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Event;
import telltale.model.Link;
import telltale.model.Uuid7;
import telltale.postgres.InstalledPostgres;
import telltale.postgres.PostgresServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.spool.Spool;
import telltale.token.Tokens;

/**
 * Tests a whole cluster: three brokers of Kafka, two databases, a copy of the first, and three nodes that send mail and serve its
 * pixels and links. In each round a broker, one of the databases, or a node is killed, and the disk of that node is lost.
 * {@code bench/cluster} runs it, because it takes minutes.
 */
class ClusterFaults {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int NODES = 3;
    /** The nodes before this one only append to the log. */
    private static final int FIRST_CONSUMER = 1;

    /** The batches of a round; each is in one of the databases. */
    private static final int BATCHES = 3;

    private static final int RECIPIENTS = 90;
    /** The limit of each node, so that mails are still being sent when something is killed. */
    private static final int MAILS_PER_SECOND = 25;

    private static final int CLIENTS = 3;
    private static final int MAX_ANSWERS = 300;
    private static final int SOME_ANSWERS = 100;
    private static final int SPOOLED = 1_000;
    /** The exit status of a JVM after SIGTERM. */
    private static final int TERMINATED = 143;

    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Link LINK = new Link(1, new Destination("https://example.com/"));

    private final Random random = new Random(SEED);
    private final List<RunningWar> nodes = new ArrayList<>();
    private final List<PixelRequests> mails = new ArrayList<>();
    private final Map<String, Integer> doubts = new HashMap<>();
    private KafkaBrokers brokers;
    private InstalledPostgres first;
    private InstalledPostgres copy;
    private InstalledPostgres further;
    private ScriptedSmtpServer mailServer;
    private int lostWithADisk;

    @TempDir
    private Path folder;

    private enum Victim {
        BROKER,
        FIRST_DATABASE,
        FURTHER_DATABASE,
        NODE
    }

    @BeforeEach
    void start() throws Exception {
        brokers = KafkaBrokers.start(folder);
        first = InstalledPostgres.create();
        copy = first.copy();
        further = InstalledPostgres.create();
        mailServer = ScriptedSmtpServer.start().reject(Batch.REFUSED);
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node));
            nodes.get(node).awaitSite();
        }
        awaitMailForTheFurtherDatabase();
    }

    @AfterEach
    void end() throws Exception {
        nodes.forEach(RunningWar::close);
        brokers.close();
        further.close();
        copy.close();
        first.close();
        mailServer.close();
    }

    @Test
    void whatWasAnsweredIsStoredOnceWhicheverPartIsKilled() throws Exception {
        List<Victim> victims = new ArrayList<>();
        List<Batch> batches = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            if (round % Victim.values().length == 0) {
                victims.addAll(shuffled());
            }
            List<Batch> own = batches("round-" + round);
            batches.addAll(own);
            Tally tally = round(own, victims.get(round));
            System.out.printf("round %d of %d, %s: %s%n", round + 1, ROUNDS, victims.get(round), tally);
            assertTrue(tally.isRight(), "seed " + SEED);
        }
        Tally sum = Tally.ofComplete(mails, api());
        AdminApi.Recount recount = api().recount();
        SendingTally sent = sent(batches);
        long inTheFirst = events(first);
        long inTheFurther = events(further);
        System.out.printf(
                "%d rounds (seed %d).%nOpens and clicks: %s; %d more were in a spool whose disk was lost.%n%s: %d in the first database, %d in its copy, %d in the further one.%nMails: %s%n",
                ROUNDS, SEED, sum, lostWithADisk, recount, inTheFirst, eventsInTheCopy(inTheFirst), inTheFurther, sent);
        assertTrue(sum.isRight() && sent.isRight(), "seed " + SEED);
        assertEquals(0, recount.different());
        assertEquals(recount.events(), inTheFirst + inTheFurther);
        assertTrue(inTheFurther > 0, "seed " + SEED);
        assertEquals(inTheFirst, eventsInTheCopy(inTheFirst));
    }

    /** As docs/SHARDS.md describes it: by its files, while the nodes run, which then get the new address one after the other. */
    @Test
    void aFurtherDatabaseMovesToAnotherServer() throws Exception {
        List<Batch> batches = new ArrayList<>();
        do {
            Batch batch = new Batch("moved-" + batches.size(), RECIPIENTS);
            post(List.of(batch));
            batches.add(batch);
        } while (batches.size() < BATCHES || !areInBothDatabases(batches));
        List<PixelRequests> opened = requests(batches);
        List<Load> loads = load(opened);
        awaitSomeAnswers(loads);
        further = further.moved();
        noteMailsInFlight();
        awaitSomeAnswers(loads);
        for (int node = 0; node < NODES; node++) {
            loads.get(node).allowShutdown();
            assertEquals(TERMINATED, nodes.get(node).terminate());
            nodes.set(node, start(node));
            awaitReady(nodes.get(node));
        }
        finish(loads);
        Tally tally = Tally.ofComplete(opened, api());
        SendingTally sent = sent(batches);
        AdminApi.Recount recount = api().recount();
        System.out.printf(
                "The further database was moved (seed %d).%nOpens and clicks: %s%n%s: %d in the first database, %d in the further one.%nMails: %s%n",
                SEED, tally, recount, events(first), events(further), sent);
        assertTrue(tally.isRight() && sent.isRight(), "seed " + SEED);
        assertEquals(0, recount.different());
        assertEquals(recount.events(), events(first) + events(further));
        assertTrue(events(further) > 0, "seed " + SEED);
    }

    private static boolean areInBothDatabases(List<Batch> batches) {
        return batches.stream()
                        .map(batch -> Uuid7.shard(
                                DeliveryId.parse(batch.deliveries(false).get(0)).value()))
                        .distinct()
                        .count()
                == 2;
    }

    private List<Victim> shuffled() {
        List<Victim> victims = Arrays.asList(Victim.values());
        Collections.shuffle(victims, random);
        return victims;
    }

    private AdminApi api() throws Exception {
        return AdminApi.of(nodes.get(NODES - 1));
    }

    /** Sends batches, and kills something while their mails are sent, opened and clicked. */
    private Tally round(List<Batch> batches, Victim victim) throws Exception {
        for (RunningWar node : nodes) {
            awaitReady(node);
        }
        post(batches);
        List<PixelRequests> opened = requests(batches);
        mails.addAll(opened);
        List<Load> loads = load(opened);
        int node = random.nextInt(NODES);
        loads.get(node).awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
        switch (victim) {
            case BROKER -> killABroker(loads);
            case FIRST_DATABASE -> killADatabase(first, loads);
            case FURTHER_DATABASE -> killADatabase(further, loads);
            case NODE -> killANode(node, loads, opened);
        }
        return Tally.ofComplete(opened, api());
    }

    private static List<Batch> batches(String name) {
        List<Batch> batches = new ArrayList<>();
        for (int batch = 0; batch < BATCHES; batch++) {
            batches.add(new Batch(name + "-" + batch, RECIPIENTS));
        }
        return batches;
    }

    private void post(List<Batch> batches) throws Exception {
        for (Batch batch : batches) {
            batch.post(nodes.get(random.nextInt(NODES))).join();
            assertEquals(List.of(), batch.faults());
            assertTrue(batch.isComplete());
        }
    }

    /** Opens and clicks mails on all nodes. */
    private List<Load> load(List<PixelRequests> opened) throws Exception {
        List<Load> loads = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            List<PixelRequests> own = opened.subList(node * opened.size() / NODES, (node + 1) * opened.size() / NODES);
            loads.add(Load.start(nodes.get(node).awaitSite(), own, CLIENTS, BETWEEN_REQUESTS));
        }
        return loads;
    }

    /** Two of three mails are opened, the links of the others are clicked. */
    private List<PixelRequests> requests(List<Batch> batches) throws Exception {
        Tokens tokens = SentMails.tokens(home(0));
        List<PixelRequests> requests = new ArrayList<>();
        for (Batch batch : batches) {
            for (String text : batch.deliveries(false)) {
                DeliveryId id = DeliveryId.parse(text);
                requests.add(
                        requests.size() % 3 == 2
                                ? PixelRequests.ofLink(id, "/app/click/" + tokens.forLink(id, LINK))
                                : new PixelRequests(id, "/app/pixel/" + tokens.forPixel(id) + ".gif"));
            }
        }
        // Each node gets requests for both databases.
        Collections.shuffle(requests, random);
        return requests;
    }

    private void killABroker(List<Load> loads) throws Exception {
        int broker = random.nextInt(KafkaBrokers.COUNT);
        brokers.kill(broker);
        awaitSomeAnswers(loads);
        brokers.restart(broker);
        brokers.awaitAll();
        finish(loads);
    }

    private static void killADatabase(InstalledPostgres database, List<Load> loads) throws Exception {
        database.kill();
        awaitSomeAnswers(loads);
        database.start();
        awaitSomeAnswers(loads);
        finish(loads);
    }

    /** Kills a node, and replaces it by one with an empty disk. */
    private void killANode(int node, List<Load> loads, List<PixelRequests> opened) throws Exception {
        loads.get(node).allowShutdown();
        nodes.get(node).kill();
        noteMailsInFlight();
        loads.get((node + 1) % NODES).awaitAnswers(SOME_ANSWERS);
        finish(loads);
        Path lost = Files.move(home(node), folder.resolve("lost-" + mails.size()));
        lostWithADisk += forgetSpooled(lost, opened);
        nodes.set(node, start(node));
        nodes.get(node).awaitSite();
    }

    private static void awaitSomeAnswers(List<Load> loads) throws InterruptedException {
        for (Load load : loads) {
            load.awaitAnswers(SOME_ANSWERS);
        }
    }

    private static void finish(List<Load> loads) throws InterruptedException {
        for (Load load : loads) {
            load.stop();
            assertEquals(List.of(), load.faults());
        }
    }

    private void noteMailsInFlight() throws Exception {
        for (InstalledPostgres database : List.of(first, further)) {
            try (Connection connection = PostgresServer.connect(database.url());
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select id::text from telltale.deliveries where state = 'sending'")) {
                while (row.next()) {
                    doubts.merge(row.getString(1), 1, Integer::sum);
                }
            }
        }
    }

    /** Takes back the answers to hits that no broker had acknowledged, so that only the lost disk had them; returns their number. */
    private static int forgetSpooled(Path home, List<PixelRequests> opened) throws Exception {
        Map<DeliveryId, PixelRequests> requests =
                opened.stream().collect(Collectors.toMap(PixelRequests::delivery, Function.identity()));
        int forgotten = 0;
        try (Spool spool = Spool.open(home.resolve("spool"))) {
            for (Spool.Batch batch = spool.oldest(SPOOLED); !batch.isEmpty(); batch = spool.oldest(SPOOLED)) {
                for (Event event : batch.events()) {
                    PixelRequests request = requests.get(event.delivery());
                    if (request != null) {
                        request.forget(PixelRequests.number(event.client().agent()));
                        forgotten++;
                    }
                }
                spool.acknowledge(batch.last());
            }
        }
        return forgotten;
    }

    private SendingTally sent(List<Batch> batches) throws Exception {
        SendingTally sum = SendingTally.NONE;
        for (Batch batch : batches) {
            AdminApi.Progress progress = SendingTally.awaitEnd(batch, api());
            sum = sum.plus(SendingTally.of(batch, progress, SendingTally.copies(mailServer.messages()), doubts));
        }
        return sum;
    }

    /** Waits until the copy has a number of events, and returns how many it has. */
    private long eventsInTheCopy(long expected) throws Exception {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        long events = -1;
        while (events != expected && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            events = events(copy);
        }
        return events;
    }

    private static long events(InstalledPostgres database) throws Exception {
        return Long.parseLong(database.query("select count(*) from telltale.events"));
    }

    /** A further database gets mail when all nodes have it in their settings. */
    private void awaitMailForTheFurtherDatabase() throws Exception {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (first.query("select count(since) from telltale.shards").equals("0")) {
            assertTrue(System.nanoTime() < end, "the further database gets no mail");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static void awaitReady(RunningWar node) throws Exception {
        AdminApi api = AdminApi.of(node);
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!api.readiness().equals("ready")) {
            assertTrue(System.nanoTime() < end, "not ready: " + api.get("/health/ready"));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private RunningWar start(int node) throws Exception {
        Map<String, String> settings = new HashMap<>(SendingTally.through(mailServer.port()));
        settings.putAll(Map.of(
                "TELLTALE_DATABASE_URL",
                first.url(),
                "TELLTALE_DATABASE_USER",
                "postgres",
                "TELLTALE_DATABASE_COPY",
                copy.url(),
                "TELLTALE_SHARDS",
                "1=" + further.url(),
                "TELLTALE_LOG",
                "kafka:" + brokers.addresses(),
                "TELLTALE_LOG_CLIENT",
                brokers.clientFile("telltale").toString(),
                "EMAIL_PER_SECOND",
                Integer.toString(MAILS_PER_SECOND),
                "TELLTALE_ROLE",
                node < FIRST_CONSUMER ? "front" : "both"));
        return RunningWar.serving(Files.createDirectories(folder.resolve("node" + node)), settings);
    }

    private Path home(int node) {
        return folder.resolve("node" + node).resolve("home");
    }
}
