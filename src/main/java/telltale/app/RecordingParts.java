package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.assessment.ActiveNetworks;
import telltale.assessment.AssessmentService;
import telltale.assessment.BackgroundJudge;
import telltale.assessment.MailDomains;
import telltale.assessment.MxLookup;
import telltale.assessment.ProviderLookup;
import telltale.dns.JndiDns;
import telltale.erasure.ErasureFile;
import telltale.erasure.ErasureLedger;
import telltale.erasure.WithdrawalFile;
import telltale.erasure.WithdrawalLedger;
import telltale.judging.Ruleset;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyUses;
import telltale.recording.AgentRetention;
import telltale.recording.EventLog;
import telltale.recording.EventRetention;
import telltale.recording.PooledHits;
import telltale.recording.RecordingMetrics;
import telltale.recording.ReplicatedLog;
import telltale.recording.ShardMetrics;
import telltale.sending.ContentRetention;
import telltale.settings.Settings;
import telltale.spool.DamagedSpoolException;
import telltale.spool.Spool;
import telltale.spool.SpoolInUseException;
import telltale.store.ShardUpkeep;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;
import telltale.token.CertificateMac;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.PoolTokens;
import telltale.token.ReturnTokens;
import telltale.token.Tokens;
import telltale.web.http.Access;
import telltale.web.ops.BacklogMetrics;

/** The parts that record hits and judge them: keys, spool, database, event log, and the tasks on stored events. */
final class RecordingParts {
    private static final Logger log = LoggerFactory.getLogger(RecordingParts.class);
    /** Maximum queued hits: some seconds of the highest load of one node. */
    private static final int QUEUE_CAPACITY = 20_000;
    /** How long the response to a hit waits for its event to be durable. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(1);
    /** How long an unavailable database is left alone before the next attempt. */
    private static final Duration DATABASE_RETRY_INTERVAL = Duration.ofSeconds(1);

    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(1);
    /** Event ids are not secret, and each hit needs one, so the fast generator suffices. */
    private static final RandomGenerator EVENT_IDS =
            () -> ThreadLocalRandom.current().nextLong();

    private static final String JUDGE = "judge";

    final Access access;
    final KeyDirectory keys;
    final KeyUses keyUses;
    final AuditParts audit;
    final KeyRing signing;
    final Tokens tokens;
    final HitTokens hitTokens;
    final ReturnTokens returnTokens;
    final MessageIds messageIds;
    final Spool spool;
    final Store store;
    final ActiveNetworks networks;
    final EventLog events;
    final CertificateMac certificates;
    final ErasureLedger erasures;
    private final WithdrawalLedger withdrawals;
    final AssessmentService assessment;
    final PooledHits pooled;
    /** Which domains can receive mail. */
    final MailDomains domains;

    RecordingParts(
            Settings settings, Clock clock, Supervisor supervisor, Lifecycle lifecycle, PrometheusRegistry registry) {
        HomeFolder home = lifecycle.closeLater(HomeFolder.open(settings.home()));
        NodeKeys nodeKeys = new NodeKeys(home, settings.secret(), settings.trackKey());
        access = nodeKeys.access();
        signing = nodeKeys.signing();
        tokens = new Tokens(signing);
        PoolTokens poolTokens = new PoolTokens(signing);
        hitTokens = new HitTokens(tokens, poolTokens);
        returnTokens = new ReturnTokens(signing);
        messageIds = new MessageIds(signing);
        spool = lifecycle.closeLater(openSpool(settings.spool()));
        store = lifecycle.closeLater(
                Databases.open(settings.database(), home, nodeKeys, spool.id(), clock, supervisor));
        keys = new KeyDirectory(store.apiKeys(), clock);
        keyUses = new KeyUses(store.apiKeys(), clock);
        audit = new AuditParts(
                store.auditTrail(),
                nodeKeys,
                spool.id(),
                home,
                settings.access().auditRetention(),
                clock,
                lifecycle);
        certificates = nodeKeys.certificateMac();
        erasures = new ErasureLedger(store.persons().rights(), new ErasureFile(home.file("erasures")));
        withdrawals = new WithdrawalLedger(
                store.persons().rights().denials(), new WithdrawalFile(home.file("withdrawals")), clock);
        lifecycle.startLater(this::applyLedgers);
        lifecycle.schedule("erasures", Duration.ZERO, erasures::step);
        lifecycle.schedule("withdrawals", Duration.ZERO, withdrawals::step);
        networks = new ActiveNetworks(store.adoptedLists());
        assessment = new AssessmentService(Ruleset.builtIn(), networks, failed -> supervisor.report(JUDGE, failed));
        store.upkeep().ifPresent(upkeep -> keepUp(upkeep, lifecycle, registry));
        ReplicatedLog replicated = settings.replicatedLog() == null
                ? null
                : ReplicatedLogParts.open(settings.replicatedLog(), store, clock, supervisor, lifecycle, registry);
        events = lifecycle.closeLater(new EventLog(
                supervisor,
                store,
                spool,
                replicated,
                () -> networks.get().keeping(settings.minimization().network()),
                EVENT_IDS,
                QUEUE_CAPACITY,
                ANSWER_DEADLINE,
                DATABASE_RETRY_INTERVAL,
                settings.privacy(),
                assessment::isByPerson));
        lifecycle.startLater(events::start);
        domains = new MailDomains(settings.dns().isOn() ? mailServers(settings)::reachability : null, clock);
        pooled = lifecycle.closeLater(
                new PooledHits(events, store.pools(), poolTokens, assessment::isByPerson, settings.privacy()));
        RecordingMetrics.register(registry, pooled);
        lifecycle.schedule("pools", Duration.ZERO, pooled::step);
        RecordingMetrics.register(registry, events, spool, clock);
        store.copy().ifPresent(copy -> {
            RecordingMetrics.register(registry, copy);
            lifecycle.schedule("copy", Duration.ZERO, copy::step);
        });
        RecordingMetrics.registerUnknownProfiles(registry, tokens::unknownProfiles);
        BacklogMetrics backlog = new BacklogMetrics(registry, store.outbox(), store.judgements(), clock);
        lifecycle.schedule("metrics", Duration.ZERO, backlog::step);
        schedule(settings, clock, lifecycle);
    }

    private static void keepUp(ShardUpkeep upkeep, Lifecycle lifecycle, PrometheusRegistry registry) {
        ShardMetrics.register(registry, upkeep);
        lifecycle.schedule("shards", Duration.ZERO, upkeep::count);
        for (int shard : upkeep.shards()) {
            lifecycle.schedule("shard-" + shard, Duration.ZERO, () -> upkeep.step(shard));
        }
    }

    /** Before anything of a restored database is sent or shown. While the database is away, nothing is; then it is done later. */
    private void applyLedgers() {
        try {
            Duration unused = erasures.step();
            Duration unusedToo = withdrawals.step();
        } catch (StoreUnavailableException away) {
            log.warn(
                    "The ledgers of erasures and withdrawals are compared when the database is available: {}",
                    away.getMessage());
        } catch (UncheckedIOException failed) {
            throw new StartupException("The ledgers of erasures and withdrawals: " + failed.getMessage(), failed);
        }
    }

    private void schedule(Settings settings, Clock clock, Lifecycle lifecycle) {
        BackgroundJudge judge = new BackgroundJudge(store.judgements(), assessment, spool::waiting);
        lifecycle.schedule(JUDGE, Duration.ZERO, judge::step);
        if (settings.dns().isOn()) {
            ProviderLookup providers = new ProviderLookup(store.judgements(), mailServers(settings), clock);
            lifecycle.schedule("providers", Duration.ZERO, providers::step);
        }
        lifecycle.schedule("networks", Duration.ZERO, networks::step);
        lifecycle.schedule("keys", Duration.ZERO, keys::step);
        lifecycle.schedule("key-uses", Duration.ZERO, keyUses::step);
        EventRetention eventRetention =
                new EventRetention(store, settings.minimization().rows(), settings.retention(), clock);
        lifecycle.schedule("retention", EventRetention.INITIAL_DELAY, eventRetention::step);
        AgentRetention agents = new AgentRetention(
                store.agentReduction(), assessment, settings.minimization().agents(), spool::waiting, clock);
        lifecycle.schedule("agent-retention", Duration.ofMinutes(1), agents::step);
        ContentRetention contentRetention = new ContentRetention(
                store.messages(),
                settings.outbox().contentRetention(),
                settings.outbox().viewRetention(),
                clock);
        lifecycle.schedule("content-retention", Duration.ZERO, contentRetention::step);
    }

    /** Looks up the mail servers of domains. */
    static MxLookup mailServers(Settings settings) {
        return new MxLookup(new JndiDns(settings.dns().url(), DNS_TIMEOUT));
    }

    private static Spool openSpool(Path folder) {
        try {
            Spool spool = Spool.open(folder);
            if (spool.waiting() > 0) {
                log.info("Up to {} events wait in the spool {} and are stored now.", spool.waiting(), folder);
            }
            return spool;
        } catch (DamagedSpoolException | IllegalStateException explained) {
            throw new StartupException(String.valueOf(explained.getMessage()), explained);
        } catch (SpoolInUseException inUse) {
            throw new StartupException(
                    inUse.getMessage() + ". Stop that one, or set TELLTALE_SPOOL to a folder of this one's own.",
                    inUse);
        } catch (IOException failed) {
            throw new StartupException(
                    "The spool folder " + folder + " cannot be used: " + failed.getMessage()
                            + ". Make it writable, or set TELLTALE_SPOOL to another folder.",
                    failed);
        }
    }
}
