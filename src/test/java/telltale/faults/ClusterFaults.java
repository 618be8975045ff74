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
import telltale.postgres.InstalledPostgres;
import telltale.postgres.PostgresServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.spool.Spool;
import telltale.token.Tokens;

/**
 * Tests a whole cluster: three brokers of Kafka, PostgreSQL with a copy, and three nodes that send mail and serve its pixels and
 * links. In each round a broker, the database, or a node is killed, and the disk of that node is lost. {@code bench/cluster} runs it, because it takes
 * minutes.
 */
class ClusterFaults {
    private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
    private static final long SEED = Long.getLong("kill.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int NODES = 3;
    /** The nodes before this one only append to the log. */
    private static final int FIRST_CONSUMER = 1;

    private static final int RECIPIENTS = 270;
    /** The limit of each node, so that mails are still being sent when something is killed. */
    private static final int MAILS_PER_SECOND = 25;

    private static final int CLIENTS = 3;
    private static final int MAX_ANSWERS = 300;
    private static final int SOME_ANSWERS = 100;
    private static final int SPOOLED = 1_000;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Link LINK = new Link(1, new Destination("https://example.com/"));

    private final Random random = new Random(SEED);
    private final List<RunningWar> nodes = new ArrayList<>();
    private final List<PixelRequests> mails = new ArrayList<>();
    private final Map<String, Integer> doubts = new HashMap<>();
    private KafkaBrokers brokers;
    private InstalledPostgres database;
    private InstalledPostgres copy;
    private ScriptedSmtpServer mailServer;
    private int lostWithADisk;

    @TempDir
    private Path folder;

    private enum Victim {
        BROKER,
        DATABASE,
        NODE
    }

    @BeforeEach
    void start() throws Exception {
        brokers = KafkaBrokers.start(folder);
        database = InstalledPostgres.create();
        copy = database.copy();
        mailServer = ScriptedSmtpServer.start().reject(Batch.REFUSED);
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node));
            nodes.get(node).awaitSite();
        }
    }

    @AfterEach
    void end() throws Exception {
        nodes.forEach(RunningWar::close);
        brokers.close();
        copy.close();
        database.close();
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
            Batch batch = new Batch("round-" + round, RECIPIENTS);
            batches.add(batch);
            Tally tally = round(batch, victims.get(round));
            System.out.printf("round %d of %d, %s: %s%n", round + 1, ROUNDS, victims.get(round), tally);
            assertTrue(tally.isRight(), "seed " + SEED);
        }
        Tally sum = Tally.ofComplete(mails, api());
        AdminApi.Recount recount = api().recount();
        SendingTally sent = sent(batches);
        System.out.printf(
                "%d rounds (seed %d).%nOpens and clicks: %s; %d more were in a spool whose disk was lost.%n%s, in the copy %d.%nMails: %s%n",
                ROUNDS, SEED, sum, lostWithADisk, recount, eventsInTheCopy(recount.events()), sent);
        assertTrue(sum.isRight() && sent.isRight(), "seed " + SEED);
        assertEquals(0, recount.different());
        assertEquals(recount.events(), eventsInTheCopy(recount.events()));
    }

    private List<Victim> shuffled() {
        List<Victim> victims = Arrays.asList(Victim.values());
        Collections.shuffle(victims, random);
        return victims;
    }

    private AdminApi api() throws Exception {
        return AdminApi.of(nodes.get(NODES - 1));
    }

    /** Sends a batch, and kills something while its mails are sent, opened and clicked. */
    private Tally round(Batch batch, Victim victim) throws Exception {
        for (RunningWar node : nodes) {
            awaitReady(node);
        }
        batch.post(nodes.get(random.nextInt(NODES))).join();
        assertEquals(List.of(), batch.faults());
        assertTrue(batch.isComplete());
        List<PixelRequests> opened = requests(batch);
        mails.addAll(opened);
        List<Load> loads = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            List<PixelRequests> own = opened.subList(node * opened.size() / NODES, (node + 1) * opened.size() / NODES);
            loads.add(Load.start(nodes.get(node).awaitSite(), own, CLIENTS, BETWEEN_REQUESTS));
        }
        int node = random.nextInt(NODES);
        loads.get(node).awaitAnswers(1 + random.nextInt(MAX_ANSWERS));
        switch (victim) {
            case BROKER -> killABroker(loads);
            case DATABASE -> killTheDatabase(loads);
            case NODE -> killANode(node, loads, opened);
        }
        return Tally.ofComplete(opened, api());
    }

    /** Two of three mails are opened, the links of the others are clicked. */
    private List<PixelRequests> requests(Batch batch) throws Exception {
        Tokens tokens = SentMails.tokens(home(0));
        List<PixelRequests> requests = new ArrayList<>();
        for (String text : batch.deliveries(false)) {
            DeliveryId id = DeliveryId.parse(text);
            requests.add(
                    requests.size() % 3 == 2
                            ? PixelRequests.ofLink(id, "/app/click/" + tokens.forLink(id, LINK))
                            : new PixelRequests(id, "/app/pixel/" + tokens.forPixel(id) + ".gif"));
        }
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

    private void killTheDatabase(List<Load> loads) throws Exception {
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
        try (Connection connection = PostgresServer.connect(database.url());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select id::text from telltale.deliveries where state = 'sending'")) {
            while (row.next()) {
                doubts.merge(row.getString(1), 1, Integer::sum);
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
            events = Long.parseLong(copy.query("select count(*) from telltale.events"));
        }
        return events;
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
                database.url(),
                "TELLTALE_DATABASE_USER",
                "postgres",
                "TELLTALE_DATABASE_COPY",
                copy.url(),
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
