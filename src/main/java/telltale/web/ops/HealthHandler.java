package telltale.web.ops;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.intake.MailboxStatus;
import telltale.recording.EventLog;
import telltale.recording.ReplicatedLog;
import telltale.settings.EffectiveSetting;
import telltale.settings.LauncherAttributes;
import telltale.settings.Settings;
import telltale.spool.Spool;
import telltale.store.ReadCopy;
import telltale.store.ShardUpkeep;
import telltale.store.StoreHealth;
import telltale.supervision.Supervisor;
import telltale.web.http.Access;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;
import telltale.web.http.Version;

/**
 * {@code /health/live} and {@code /health/ready}: every running node is live, and a node that can store hits is ready. Another
 * fault makes it degraded, which load balancers treat as ready. Details require the admin key.
 */
public final class HealthHandler {
    private enum Readiness {
        READY(HttpServletResponse.SC_OK),
        /** hits are stored, but another component has a fault, which the reasons describe */
        DEGRADED(HttpServletResponse.SC_OK),
        /** pixels are answered, but hits are lost */
        UNAVAILABLE(HttpServletResponse.SC_SERVICE_UNAVAILABLE);

        private final int status;

        Readiness(int status) {
            this.status = status;
        }
    }

    private final EventLog events;
    private final Spool spool;
    private final Settings settings;
    private final Supervisor supervisor;
    private final Supplier<Optional<String>> mailServer;
    private final Supplier<List<MailboxStatus>> mailboxes;
    private final Supplier<String> ruleset;
    private final Optional<ReadCopy> copy;
    private final Optional<ShardUpkeep> shards;
    private final Access access;

    /**
     * @param mailServer a sentence about a mail server that accepts no mail; empty while there is no such fault
     * @param mailboxes the state of the mailboxes that are read
     * @param ruleset the version of the rules that judge events
     * @param copy the copy of the database, if there is one
     * @param shards the further databases, if there can be any
     */
    public HealthHandler(
            EventLog events,
            Spool spool,
            Settings settings,
            Supervisor supervisor,
            Supplier<Optional<String>> mailServer,
            Supplier<List<MailboxStatus>> mailboxes,
            Supplier<String> ruleset,
            Optional<ReadCopy> copy,
            Optional<ShardUpkeep> shards,
            Access access) {
        this.events = events;
        this.spool = spool;
        this.settings = settings;
        this.supervisor = supervisor;
        this.mailServer = mailServer;
        this.mailboxes = mailboxes;
        this.ruleset = ruleset;
        this.copy = copy;
        this.shards = shards;
        this.access = access;
    }

    /** The response of a running node. */
    public Response live(RoutedRequest request) {
        return Response.json(new Liveness("up"));
    }

    /** Whether the node can store hits. */
    public Response ready(RoutedRequest request) {
        Optional<StoreHealth> database = events.databaseHealth();
        List<String> reasons = reasons(database);
        Readiness readiness = readiness(reasons);
        boolean isAdmin = access.isAdmin(request.http());
        return Response.json(
                readiness.status,
                new ReadinessJson(
                        readiness.name().toLowerCase(Locale.ROOT),
                        isAdmin
                                ? Optional.of(details(
                                        reasons, database, request.http().getServletContext()))
                                : Optional.empty()));
    }

    private Readiness readiness(List<String> reasons) {
        if (events.isDroppingHits()) {
            return Readiness.UNAVAILABLE;
        }
        return reasons.isEmpty() ? Readiness.READY : Readiness.DEGRADED;
    }

    /** The reasons for degraded or unavailable, as sentences without a full stop. */
    private List<String> reasons(Optional<StoreHealth> database) {
        List<String> reasons = new ArrayList<>();
        if (events.isDroppingHits()) {
            reasons.add("hits were lost within the last ten seconds");
        }
        if (database.isEmpty()) {
            reasons.add("the database is unavailable; hits wait in the spool");
        } else if (!database.get().durable()) {
            reasons.add("the database does not sync its commits to disk; a power failure may lose some of them");
        }
        if (events.isSpoolFailing()) {
            reasons.add("the spool is not writable; hits go directly to the database");
        }
        if (copy.isPresent() && !copy.get().state().isUsed()) {
            reasons.add(
                    "the copy of the database cannot be read or is too old, so statistics are read from the database");
        }
        shards.map(ShardReasons::of).ifPresent(reasons::addAll);
        events.replicated()
                .flatMap(ReplicatedLog::fault)
                .map(fault -> "hits wait in the spool: " + fault)
                .ifPresent(reasons::add);
        mailServer.get().ifPresent(reasons::add);
        mailboxes.get().stream()
                .filter(mailbox -> mailbox.error() != null)
                .map(mailbox -> "the mailbox " + mailbox.setting() + " cannot be read: " + mailbox.error())
                .forEach(reasons::add);
        reasons.addAll(supervisor.reasons());
        return reasons;
    }

    private Details details(List<String> reasons, Optional<StoreHealth> database, ServletContext container) {
        Map<String, Long> hits = new LinkedHashMap<>();
        events.counts()
                .forEach((disposition, count) -> hits.put(disposition.name().toLowerCase(Locale.ROOT), count));
        return new Details(
                reasons,
                Version.text(),
                ruleset.get(),
                Container.nameAndVersion(container),
                System.getProperty("java.version", ""),
                connectionLimits(container),
                new Database(
                        database.isPresent(), database.map(StoreHealth::details).orElse(Map.of())),
                copy.map(ReadCopy::state).map(CopyJson::of),
                shards.map(upkeep -> upkeep.states().stream().map(ShardJson::of).toList()),
                new Hits(events.received(), hits),
                new SpoolJson(spool.waiting(), spool.quarantined()),
                events.replicated().map(LogJson::of),
                mailboxes.get().stream().map(MailboxJson::of).toList(),
                unavailableComponents(database),
                settings.effective(),
                settings.warnings());
    }

    /** The connector's limits for slow clients; known only with the launcher. */
    private static String connectionLimits(ServletContext container) {
        Object limits = container.getAttribute(LauncherAttributes.CONNECTION_LIMITS);
        return limits == null ? "no request deadline is known for this server; see docs/TOMCAT.md" : limits.toString();
    }

    /** The components that are currently unavailable. */
    private List<String> unavailableComponents(Optional<StoreHealth> database) {
        List<String> components = new ArrayList<>();
        if (database.isEmpty()) {
            components.add("database");
        }
        if (events.isSpoolFailing()) {
            components.add("spool");
        }
        if (mailServer.get().isPresent()) {
            components.add("mail server");
        }
        return components;
    }

    private record Liveness(String status) {}

    private record ReadinessJson(String status, @Unwrapped Optional<Details> details) {}

    private record Details(
            List<String> reasons,
            String version,
            String ruleset,
            String container,
            String java,
            String connector,
            Database database,
            Optional<CopyJson> copy,
            Optional<List<ShardJson>> shards,
            Hits hits,
            SpoolJson spool,
            Optional<LogJson> log,
            List<MailboxJson> inbound,
            List<String> unavailable,
            List<EffectiveSetting> settings,
            List<String> warnings) {}

    private record Database(boolean reachable, @Unwrapped Map<String, String> details) {}

    private record CopyJson(@Nullable Long ageSeconds, boolean used) {
        static CopyJson of(ReadCopy.State state) {
            return new CopyJson(state.age().map(Duration::toSeconds).orElse(null), state.isUsed());
        }
    }

    private record ShardJson(
            int shard,
            boolean inUse,
            boolean getsMail,
            @Nullable Long ageSeconds,
            long waitingDecisions,
            long waitingEvents) {
        static ShardJson of(ShardUpkeep.State state) {
            return new ShardJson(
                    state.shard(),
                    state.isInUse(),
                    state.getsMail(),
                    state.age().map(Duration::toSeconds).orElse(null),
                    state.decisions(),
                    state.events());
        }
    }

    private record Hits(long received, @Unwrapped Map<String, Long> dispositions) {}

    private record MailboxJson(
            String mailbox,
            @Nullable Instant lastReadAt,
            @Nullable String error) {
        static MailboxJson of(MailboxStatus status) {
            return new MailboxJson(status.mailbox(), status.lastReadAt(), status.error());
        }
    }

    private record SpoolJson(long waiting, long quarantined) {}

    private record LogJson(boolean up, Optional<Long> waiting) {
        static LogJson of(ReplicatedLog log) {
            return new LogJson(log.isAvailable(), log.waiting().stream().boxed().findFirst());
        }
    }
}
