package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import telltale.assessment.RejudgeService;
import telltale.message.Personalizer;
import telltale.recording.EventLog;
import telltale.sending.ExternalDelivery;
import telltale.sending.LinkDestinations;
import telltale.sending.RecipientPreferences;
import telltale.settings.OutboxSettings;
import telltale.settings.Settings;
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
import telltale.web.http.ClientAddress;
import telltale.web.http.PageSessions;
import telltale.web.http.SecurityHeaders;
import telltale.web.ops.HealthServlet;
import telltale.web.ops.MetricsServlet;
import telltale.web.recipient.ClickServlet;
import telltale.web.recipient.PixelServlet;
import telltale.web.recipient.PreferencesServlet;
import telltale.web.recipient.UnsubscribeServlet;

/** The filters and servlets. */
final class WebParts {
    final SecurityHeaders securityHeaders = new SecurityHeaders();
    final ErrorServlet errors = new ErrorServlet();
    final RequestGate gate;
    final ApiFilter apiFilter;
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
    final OutboxServlet outbox;
    final TemplatesServlet templates;
    final NetworksServlet networks;
    final SessionServlet session;
    final OpenApiServlet openApi = new OpenApiServlet();
    final MetricsServlet metrics;
    final HealthServlet health;

    /** @param signInCode the code in the sign-in link, or null */
    WebParts(
            Settings settings,
            @Nullable String signInCode,
            RecordingParts recording,
            SendingParts sending,
            PixelAppearance appearance,
            Clock clock,
            Supervisor supervisor,
            Deadlines deadlines) {
        Store store = recording.store;
        Tokens tokens = recording.tokens;
        EventLog events = recording.events;
        OutboxSettings limits = settings.outbox();
        gate = new RequestGate(
                new Endpoints(limits.maxMessageSize()),
                recording.access,
                tokens,
                new FatalErrors(supervisor::noteIfOutOfMemory),
                deadlines);
        apiFilter = new ApiFilter(events);
        PageSessions sessions = new PageSessions(signInCode, clock);
        recording.access.accept(sessions);
        session = new SessionServlet(sessions, recording.access);

        ClientAddress client = new ClientAddress(settings.trustedProxies());
        pixel = new PixelServlet(events, tokens, clock, appearance.image(), client);
        click = new ClickServlet(events, tokens, clock, client);
        RecipientPreferences choices = new RecipientPreferences(store.persons(), clock);
        unsubscribe = new UnsubscribeServlet(tokens, choices::unsubscribe);
        preferences = new PreferencesServlet(tokens, choices::isTracked, choices::track);

        track = new TrackServlet(sending.submission.tracker(), recording.access, settings.defaultTo());
        messages = new MessagesServlet(
                sending.submission.submission(),
                store.messages(),
                store.templates(),
                new MessagesServlet.Limits(limits.maxRecipients(), limits.maxMessageSize(), limits.maxCustomHeaders()),
                clock);
        outbox = new OutboxServlet(store.messages());
        templates = new TemplatesServlet(store.templates(), clock);

        deliveries = deliveries(recording, sending.personalizer, clock);
        campaigns = new CampaignsServlet(store, clock);
        comparison = new ComparisonServlet(store, clock);
        suppressions = new SuppressionsServlet(store.persons(), clock);
        persons = new PersonsServlet(store);
        corrections = new CorrectionsServlet(store);
        recount = new RecountServlet(store);
        rejudge = new RejudgeServlet(new RejudgeService(store.judgements(), recording.assessment));
        networks = new NetworksServlet(recording.networks, clock);

        metrics = new MetricsServlet(events, recording.spool, store, supervisor, recording.access);
        health = new HealthServlet(events, recording.spool, settings, supervisor, recording.access);
    }

    private static DeliveriesServlet deliveries(
            RecordingParts recording, @Nullable Personalizer personalizer, Clock clock) {
        Store store = recording.store;
        return new DeliveriesServlet(
                store,
                recording.assessment,
                personalizer == null
                        ? null
                        : new ExternalDelivery(
                                store, personalizer, recording.tokens::forPixel, clock, new SecureRandom()),
                personalizer == null ? null : new LinkDestinations(store.messages(), personalizer),
                clock);
    }
}
