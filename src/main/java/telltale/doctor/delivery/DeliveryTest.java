package telltale.doctor.delivery;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.doctor.DoctorFinding;
import telltale.doctor.Finding;
import telltale.doctor.http.GuardedHttp;
import telltale.model.DeliveryId;
import telltale.store.StoreUnavailableException;
import telltale.store.TestDeliveries;
import telltale.supervision.Supervisor;

/**
 * The test of what happens to mail: sends mails to this installation, fetches as mail programs do, and waits for what comes back.
 * It runs in the background, one at a time on a node, and stores what it has found after each step. All its deliveries are test
 * deliveries.
 */
public final class DeliveryTest {
    private static final Logger log = LoggerFactory.getLogger(DeliveryTest.class);

    private final TestDeliveries tests;
    private final @Nullable TestMailer mailer;
    private final @Nullable TestFetcher fetcher;
    private final GuardedHttp http;
    private final Function<TestReport, String> json;
    private final Patience patience;
    private final Clock clock;
    private final RandomGenerator random;
    private final Supervisor supervisor;
    private @Nullable DeliveryId running;

    /**
     * @param mailer null if no mail can be sent
     * @param fetcher null without a tracking address
     * @param json the JSON of a report
     * @param random for the ids of test deliveries
     * @param supervisor starts the threads
     */
    public DeliveryTest(
            TestDeliveries tests,
            @Nullable TestMailer mailer,
            @Nullable TestFetcher fetcher,
            GuardedHttp http,
            Function<TestReport, String> json,
            Patience patience,
            Clock clock,
            RandomGenerator random,
            Supervisor supervisor) {
        this.tests = tests;
        this.mailer = mailer;
        this.fetcher = fetcher;
        this.http = http;
        this.json = json;
        this.patience = patience;
        this.clock = clock;
        this.random = random;
        this.supervisor = supervisor;
    }

    /**
     * Starts a test, unless one runs.
     *
     * @return its id, by which its report is stored
     * @throws StoreUnavailableException if the database is unavailable; nothing was started
     */
    public synchronized DeliveryId start() {
        DeliveryId other = running;
        if (other != null) {
            return other;
        }
        DeliveryId id = create();
        Run run = new Run(id);
        run.publish(null);
        running = id;
        var unused = supervisor.start("doctor test", run::all);
        return id;
    }

    private DeliveryId create() {
        DeliveryId id = DeliveryId.create(clock.instant(), 0, random);
        tests.create(id);
        return id;
    }

    private synchronized void end() {
        running = null;
    }

    /** One test. */
    private final class Run {
        private final DeliveryId id;
        private final Instant startedAt = clock.instant();
        private final @Nullable Mails mails =
                mailer == null ? null : new Mails(tests, mailer, clock, DeliveryTest.this::create);
        private final List<Finding> other = new ArrayList<>();
        private List<Finding> ofFetches = List.of();
        private List<SimulatedFetch> fetches = List.of();

        Run(DeliveryId id) {
            this.id = id;
        }

        void all() throws InterruptedException {
            try {
                steps();
            } catch (StoreUnavailableException unavailable) {
                log.warn("The self-test of mail ended early: {}", unavailable.getMessage());
            } catch (RuntimeException defect) {
                log.error("The self-test of mail failed", defect);
                other.add(DoctorFinding.CHECK_FAILED.of("the test", "it ended with an error"));
                publish(clock.instant());
            } finally {
                end();
            }
        }

        private void steps() throws InterruptedException {
            if (mails == null) {
                other.add(MailFinding.MAIL_NOT_SENT.of("EMAIL_HOST", "A setting is missing."));
            } else {
                mails.send();
                publish(null);
                mails.sendInvalid();
                publish(null);
            }
            fetch();
            publish(null);
            if (mails != null) {
                var unused = patience.until(() -> hasAll(mails), patience.mail());
                mails.giveUp();
            }
            publish(clock.instant());
        }

        private void fetch() throws InterruptedException {
            if (fetcher == null) {
                other.add(FetchFinding.FETCH_NOT_TRIED.of("PIXEL_URL", "It is not set."));
                return;
            }
            Fetches all = new Fetches(tests, fetcher, http, patience, DeliveryTest.this::create);
            all.run();
            ofFetches = all.findings();
            fetches = all.fetches();
        }

        private boolean hasAll(Mails sent) {
            int before = sent.findings().size();
            boolean hasAll = sent.look();
            if (sent.findings().size() > before) {
                publish(null);
            }
            return hasAll;
        }

        void publish(@Nullable Instant endedAt) {
            List<Finding> findings = new ArrayList<>(mails == null ? List.of() : mails.findings());
            findings.addAll(ofFetches);
            findings.addAll(other);
            List<String> waitingFor = mails == null ? List.of() : mails.waitingFor();
            tests.setReport(id, json.apply(new TestReport(id, startedAt, endedAt, findings, fetches, waitingFor)));
        }
    }
}
