package telltale.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.assessment.ActiveNetworks;
import telltale.assessment.AssessmentService;
import telltale.assessment.BackgroundJudge;
import telltale.assessment.MxLookup;
import telltale.assessment.ProviderLookup;
import telltale.assessment.RejudgeService;
import telltale.judging.Ruleset;
import telltale.message.Personalizer;
import telltale.model.EmailAddress;
import telltale.recording.EventLog;
import telltale.recording.EventRetention;
import telltale.sending.ContentRetention;
import telltale.sending.ExternalDelivery;
import telltale.sending.ImmediateSender;
import telltale.sending.LinkDestinations;
import telltale.sending.OpenNotifier;
import telltale.sending.OutboundQueue;
import telltale.sending.Preparations;
import telltale.sending.RecipientPreferences;
import telltale.sending.RetrySchedule;
import telltale.sending.SendingLimits;
import telltale.sending.SubmissionService;
import telltale.settings.OutboxSettings;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.spool.DamagedSpoolException;
import telltale.spool.Spool;
import telltale.spool.SpoolInUseException;
import telltale.store.Store;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.Tokens;
import telltale.web.api.ApiFilter;
import telltale.web.api.CampaignsServlet;
import telltale.web.api.ComparisonServlet;
import telltale.web.api.CorrectionsServlet;
import telltale.web.api.DeliveriesServlet;
import telltale.web.api.MessagesServlet;
import telltale.web.api.NetworksServlet;
import telltale.web.api.OpenApiServlet;
import telltale.web.api.OutboxServlet;
import telltale.web.api.PersonsServlet;
import telltale.web.api.RecountServlet;
import telltale.web.api.RejudgeServlet;
import telltale.web.api.SessionServlet;
import telltale.web.api.SuppressionsServlet;
import telltale.web.api.TemplatesServlet;
import telltale.web.api.TrackServlet;
import telltale.web.gate.Endpoints;
import telltale.web.gate.ErrorServlet;
import telltale.web.gate.FatalErrors;
import telltale.web.gate.RequestGate;
import telltale.web.http.Access;
import telltale.web.http.ClientAddress;
import telltale.web.http.PageSessions;
import telltale.web.http.SecurityHeaders;
import telltale.web.ops.HealthServlet;
import telltale.web.ops.MetricsServlet;
import telltale.web.recipient.ClickServlet;
import telltale.web.recipient.PixelServlet;
import telltale.web.recipient.PreferencesServlet;
import telltale.web.recipient.UnsubscribeServlet;

/** All of Telltale, made from its settings: read it from top to bottom to see what stands on what. */
public final class Application implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Application.class);
    /** How many hits may wait to be stored: some seconds of the highest load that one node takes. */
    private static final int WAITING_HITS = 20_000;
    /** How long the answer to a hit waits for its event at the most. */
    private static final Duration ANSWER_DEADLINE = Duration.ofSeconds(1);
    /** How long a database that was away is left alone before it is tried again. */
    private static final Duration DATABASE_PROBE = Duration.ofSeconds(1);

    /** How long a name server may take to answer. */
    private static final Duration DNS_PATIENCE = Duration.ofSeconds(1);
    /** Identifiers of events are no secret, and each hit needs one: the fast generator is good enough. */
    private static final RandomGenerator EVENT_IDS =
            () -> ThreadLocalRandom.current().nextLong();

    private static final String JUDGE = "judge";
    private static final String NOTICES = "notices";

    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    /** What runs by itself, in the order in which it starts once everything is made. */
    private final List<Runnable> starting = new ArrayList<>();

    private final Supervisor supervisor;
    private final Deadlines deadlines;

    final SecurityHeaders securityHeaders = new SecurityHeaders();
    final ErrorServlet errors = new ErrorServlet();
    final RequestGate gate;
    final ApiFilter apiDoor;
    final PixelServlet pixel;
    final ClickServlet click;
    final UnsubscribeServlet unsubscribe;
    final PreferencesServlet preferences;
    final TrackServlet track;
    final DeliveriesServlet deliveries;
    final SuppressionsServlet suppressions;
    final PersonsServlet persons;
    final CampaignsServlet campaigns;
    final ComparisonServlet comparison;
    final CorrectionsServlet corrections;
    final RecountServlet recount;
    final RejudgeServlet rejudge;
    final MessagesServlet messages;
    final OutboxServlet waiting;
    final TemplatesServlet templates;
    final NetworksServlet networks;
    final SessionServlet session;
    final OpenApiServlet openApi = new OpenApiServlet();
    final MetricsServlet metrics;
    final HealthServlet health;

    /**
     * Makes everything, and then starts it.
     *
     * @param signInCode the code in the link by which a browser on this machine signs in once; null if there is no link
     * @param outOfMemory called with the error of a background thread that ran out of memory; it may end the process
     * @throws StartupException with what to do about it; nothing is left running then
     */
    public Application(Settings settings, @Nullable String signInCode, Consumer<? super OutOfMemoryError> outOfMemory) {
        supervisor = new Supervisor(outOfMemory);
        deadlines = closedLater(new Deadlines(supervisor));
        try {
            Clock clock = Clock.systemUTC();
            RandomGenerator random = new SecureRandom();
            PixelAppearance look = PixelAppearance.of(settings);

            HomeFolder home = closedLater(HomeFolder.open(settings.home()));
            NodeKeys keys = new NodeKeys(home, settings.secret(), settings.trackKey());
            Access access = keys.access();
            PageSessions sessions = new PageSessions(signInCode, clock);
            access.accept(sessions);
            session = new SessionServlet(sessions, access);
            Tokens tokens = new Tokens(keys.signing());
            Spool spool = closedLater(openSpool(settings));
            Store store = closedLater(Databases.open(settings.database(), home, keys, spool.id()));
            ActiveNetworks networks = new ActiveNetworks(store.adoptedLists());
            EventLog events = closedLater(new EventLog(
                    supervisor, store, spool, networks, EVENT_IDS, WAITING_HITS, ANSWER_DEADLINE, DATABASE_PROBE));
            starting.add(events::start);
            AssessmentService verdicts =
                    new AssessmentService(Ruleset.builtIn(), networks, failed -> supervisor.report(JUDGE, failed));
            BackgroundJudge judge = new BackgroundJudge(store.judgements(), verdicts, spool::waiting);
            EventRetention retention = new EventRetention(store, settings.retention(), clock);
            ContentRetention forgetting =
                    new ContentRetention(store.messages(), settings.outbox().contentRetention(), clock);
            chore(JUDGE, Duration.ZERO, judge::step);
            if (settings.dns()) {
                MxLookup mailServers = new MxLookup("dns:", DNS_PATIENCE);
                ProviderLookup providers = new ProviderLookup(store.judgements(), mailServers, clock);
                chore("providers", Duration.ZERO, providers::step);
            }
            chore("networks", Duration.ZERO, networks::step);
            chore("retention", EventRetention.INITIAL_DELAY, retention::step);
            chore("forgetting", Duration.ZERO, forgetting::step);
            MailSubmission sending = OutgoingMail.of(settings, clock, supervisor)
                    .sending(mail ->
                            sending(settings, store, mail, tailor(settings, look, mail.pixelUrl(), tokens), clock));

            FatalErrors fatalErrors = new FatalErrors(supervisor::noteIfOutOfMemory);
            OutboxSettings taken = settings.outbox();
            gate = new RequestGate(new Endpoints(taken.maxMessageSize()), access, tokens, fatalErrors, deadlines);
            apiDoor = new ApiFilter(events);
            ClientAddress client = new ClientAddress(settings.trustedProxies());
            pixel = new PixelServlet(events, tokens, clock, look.image(), client);
            click = new ClickServlet(events, tokens, clock, client);
            RecipientPreferences choices = new RecipientPreferences(store.persons(), clock);
            unsubscribe = new UnsubscribeServlet(tokens, choices::unsubscribe);
            preferences = new PreferencesServlet(tokens, choices::isTracked, choices::track);
            track = new TrackServlet(sending.tracker(), access, settings.defaultTo());
            PixelUrl pixelUrl = settings.pixelUrl();
            Personalizer tailor = pixelUrl == null ? null : tailor(settings, look, pixelUrl, tokens);
            deliveries = new DeliveriesServlet(
                    store,
                    verdicts,
                    tailor == null ? null : new ExternalDelivery(store, tailor, tokens::forPixel, clock, random),
                    tailor == null ? null : new LinkDestinations(store.messages(), tailor),
                    clock);
            suppressions = new SuppressionsServlet(store.persons(), clock);
            persons = new PersonsServlet(store);
            campaigns = new CampaignsServlet(store, clock);
            comparison = new ComparisonServlet(store, clock);
            corrections = new CorrectionsServlet(store);
            recount = new RecountServlet(store);
            rejudge = new RejudgeServlet(new RejudgeService(store.judgements(), verdicts));
            messages = new MessagesServlet(
                    sending.desk(),
                    store.messages(),
                    store.templates(),
                    new MessagesServlet.Limits(taken.maxRecipients(), taken.maxMessageSize(), taken.maxCustomHeaders()),
                    clock);
            waiting = new OutboxServlet(store.messages());
            templates = new TemplatesServlet(store.templates(), clock);
            this.networks = new NetworksServlet(networks, clock);
            metrics = new MetricsServlet(events, spool, store, supervisor, access);
            health = new HealthServlet(events, spool, settings, supervisor, access);

            starting.forEach(Runnable::run);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Starts what sends. */
    private MailSubmission sending(
            Settings settings, Store store, OutgoingMail.Ready mail, Personalizer tailor, Clock clock) {
        RandomGenerator random = new SecureRandom();
        OutboxSettings wanted = settings.outbox();
        SendingLimits limits = new SendingLimits(wanted.connections(), wanted.perSecond(), wanted.perDay());
        closedLater(mail.sender());
        OutboundQueue dispatch = closedLater(new OutboundQueue(
                supervisor,
                store,
                mail.sender(),
                tailor,
                limits,
                RetrySchedule.of(wanted.queueLifetime()),
                Preparations.open(settings.home().resolve("preparing")),
                clock,
                random));
        starting.add(dispatch::start);
        OpenNotifier notices = new OpenNotifier(
                store.openNotices(),
                dispatch::wake,
                mail.from(),
                clock,
                random,
                failed -> supervisor.report(NOTICES, failed));
        chore(NOTICES, Duration.ZERO, notices::step);
        EmailAddress notifyAddress = settings.notifyAddress();
        ImmediateSender tracking = closedLater(new ImmediateSender(
                store,
                dispatch,
                mail.from(),
                tailor,
                notifyAddress,
                ImmediateSender.RESULT_TIMEOUT,
                deadlines,
                clock,
                random));
        return new MailSubmission(
                tracking,
                () -> new SubmissionService(
                        store, dispatch::wake, mail.from(), wanted.fromAllowed(), notifyAddress, clock, random));
    }

    /** Closes what was made, the last first: hits that wait are stored before the database goes. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                log.error("Something did not close", failed);
            }
        }
    }

    /** Makes a task that starts when everything is made, and ends before what was made earlier. */
    private void chore(String name, Duration first, Supplier<Duration> step) {
        ScheduledTask chore = closedLater(new ScheduledTask(supervisor, name, first, step));
        starting.add(chore::start);
    }

    private <T extends AutoCloseable> T closedLater(T part) {
        closing.push(part);
        return part;
    }

    private static Personalizer tailor(Settings settings, PixelAppearance look, PixelUrl pixelUrl, Tokens tokens) {
        return new Personalizer(
                look.inMails(pixelUrl, tokens), PixelAppearance.choicesIn(pixelUrl, tokens), settings.footer());
    }

    private static Spool openSpool(Settings settings) {
        Path folder = settings.spool();
        try {
            Spool spool = Spool.open(folder);
            if (spool.waiting() > 0) {
                log.info(
                        "Up to {} events in the spool {} are not in the database yet; they are transferred now.",
                        spool.waiting(),
                        folder);
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
