package telltale.web.gate;

import static telltale.web.gate.BodyRule.FIELDS;
import static telltale.web.gate.BodyRule.FORM;
import static telltale.web.gate.BodyRule.NONE;
import static telltale.web.gate.Caller.EVERYONE;
import static telltale.web.gate.Caller.PREFERENCES_TOKEN;
import static telltale.web.gate.Caller.SENDER;
import static telltale.web.gate.Caller.UNSUBSCRIBE_TOKEN;
import static telltale.web.gate.Caller.VIEW_TOKEN;
import static telltale.web.gate.Lane.KEYED;
import static telltale.web.gate.Lane.OPERATIONS;
import static telltale.web.gate.Lane.PUBLIC;
import static telltale.web.gate.Lane.RECIPIENT;
import static telltale.web.gate.Lane.RESERVED;

import java.util.List;
import telltale.web.api.ArchivesApi;
import telltale.web.api.CampaignsApi;
import telltale.web.api.ComparisonApi;
import telltale.web.api.CorrectionsApi;
import telltale.web.api.DeliveriesApi;
import telltale.web.api.InboundApi;
import telltale.web.api.MessagesApi;
import telltale.web.api.NetworksApi;
import telltale.web.api.OpenApiDocument;
import telltale.web.api.OutboxApi;
import telltale.web.api.PersonsApi;
import telltale.web.api.RecountApi;
import telltale.web.api.RejudgeApi;
import telltale.web.api.SessionApi;
import telltale.web.api.SuppressionsApi;
import telltale.web.api.TemplatesApi;
import telltale.web.api.TopicsApi;
import telltale.web.api.TrackApi;
import telltale.web.http.Handler;
import telltale.web.ops.HealthHandler;
import telltale.web.ops.MetricsHandler;
import telltale.web.recipient.ClickHandler;
import telltale.web.recipient.PixelHandler;
import telltale.web.recipient.PreferencesHandler;
import telltale.web.recipient.UnsubscribeHandler;
import telltale.web.recipient.ViewHandler;

/** The table of all routes; the OpenAPI document has the same. */
public final class RouteTable {
    private RouteTable() {}

    /** The addresses in mails, and of published messages. */
    public static List<Route> recipients(
            PixelHandler pixel,
            ClickHandler click,
            UnsubscribeHandler unsubscribe,
            PreferencesHandler preferences,
            ViewHandler view) {
        return List.of(
                new Route("GET", "/pixel", RESERVED, EVERYONE, NONE, pixel::get),
                new Route("HEAD", "/pixel", RESERVED, EVERYONE, NONE, pixel::head),
                new Route("GET", "/pixel/{token}", RESERVED, EVERYONE, NONE, pixel::get),
                new Route("HEAD", "/pixel/{token}", RESERVED, EVERYONE, NONE, pixel::head),
                new Route("GET", "/click/{token}", RESERVED, EVERYONE, NONE, click::redirect),
                new Route("HEAD", "/click/{token}", RESERVED, EVERYONE, NONE, click::redirect),
                new Route("GET", "/unsubscribe/{token}", RECIPIENT, UNSUBSCRIBE_TOKEN, NONE, unsubscribe::confirm),
                new Route("POST", "/unsubscribe/{token}", RECIPIENT, UNSUBSCRIBE_TOKEN, FORM, unsubscribe::unsubscribe),
                new Route("GET", "/preferences/{token}", RECIPIENT, PREFERENCES_TOKEN, NONE, preferences::show),
                new Route("POST", "/preferences/{token}", RECIPIENT, PREFERENCES_TOKEN, FORM, preferences::change),
                new Route("GET", "/view/{token}", RECIPIENT, VIEW_TOKEN, NONE, view::view),
                // Without a token, so in another lane: a flood must not delay a recipient who unsubscribes.
                new Route("GET", "/archive/{id}", PUBLIC, EVERYONE, NONE, view::archive));
    }

    /** Health and metrics. */
    public static List<Route> operations(HealthHandler health, MetricsHandler metrics) {
        return List.of(
                new Route("GET", "/health/live", RESERVED, EVERYONE, NONE, health::live),
                new Route("GET", "/health/ready", OPERATIONS, EVERYONE, NONE, health::ready),
                new Route("GET", "/metrics", OPERATIONS, EVERYONE, NONE, metrics::get));
    }

    /**
     * Sending, the queue and templates.
     *
     * @param maxMessageBytes maximum size of a message
     */
    public static List<Route> sending(
            TrackApi track, MessagesApi messages, OutboxApi outbox, TemplatesApi templates, int maxMessageBytes) {
        return List.of(
                new Route("GET", "/track", KEYED, SENDER, NONE, track::send),
                new Route("POST", "/track", KEYED, SENDER, FIELDS, track::send),
                post("/api/v1/messages", BodyRule.message(maxMessageBytes), messages::submit),
                // Many clients cannot POST without a body.
                post("/api/v1/messages/{id}/cancel", FORM, messages::cancel),
                delete("/api/v1/messages/{id}/view", messages::endView),
                get("/api/v1/messages/{id}", messages::progress),
                get("/api/v1/outbox", outbox::list),
                get("/api/v1/templates", templates::list),
                post("/api/v1/templates/{name}/preview", FIELDS, templates::preview),
                get("/api/v1/templates/{name}", templates::get),
                put("/api/v1/templates/{name}", FIELDS, templates::put),
                delete("/api/v1/templates/{name}", templates::delete));
    }

    /**
     * Reports about opens and clicks, and what campaigns publish.
     *
     * @param awaitStoredHits waits briefly until earlier hits are stored, so that a report includes them
     */
    public static List<Route> reports(
            Runnable awaitStoredHits,
            DeliveriesApi deliveries,
            ArchivesApi archives,
            CampaignsApi campaigns,
            ComparisonApi comparison,
            RecountApi recount,
            RejudgeApi rejudge) {
        return List.of(
                get("/api/v1/deliveries", after(awaitStoredHits, deliveries::list)),
                post("/api/v1/deliveries", FIELDS, deliveries::prepareExternal),
                put("/api/v1/deliveries/{id}/accepted", FIELDS, deliveries::markAccepted),
                get("/api/v1/deliveries/{id}", after(awaitStoredHits, deliveries::get)),
                get("/api/v1/campaigns", after(awaitStoredHits, campaigns::list)),
                get("/api/v1/campaigns/{name}/archive", archives::get),
                put("/api/v1/campaigns/{name}/archive", FIELDS, archives::publish),
                delete("/api/v1/campaigns/{name}/archive", archives::withdraw),
                post("/api/v1/campaigns/{name}/resume", FORM, campaigns::resume),
                get("/api/v1/campaigns/{name}", after(awaitStoredHits, campaigns::get)),
                get("/api/v1/comparison", after(awaitStoredHits, comparison::compare)),
                get("/api/v1/recount", after(awaitStoredHits, recount::recount)),
                get("/api/v1/rejudge", after(awaitStoredHits, rejudge::preview)),
                post("/api/v1/rejudge", FORM, rejudge::rejudge));
    }

    /** Mails that came back. */
    public static List<Route> inbound(InboundApi inbound) {
        return List.of(
                get("/api/v1/inbound", inbound::list),
                post("/api/v1/inbound", BodyRule.MAIL, inbound::accept),
                get("/api/v1/inbound/terms", inbound::terms),
                get("/api/v1/inbound/rejudge", inbound::outdated),
                post("/api/v1/inbound/rejudge", FORM, inbound::reread),
                get("/api/v1/inbound/{id}/raw", inbound::raw),
                put("/api/v1/inbound/{id}/correction", FIELDS, inbound::correct),
                delete("/api/v1/inbound/{id}/correction", inbound::removeCorrection),
                get("/api/v1/inbound/{id}", inbound::get));
    }

    /** Persons, their suppressions, and the topics of bulk mail. */
    public static List<Route> persons(
            Runnable awaitStoredHits, SuppressionsApi suppressions, TopicsApi topics, PersonsApi persons) {
        return List.of(
                get("/api/v1/suppressions", suppressions::list),
                post("/api/v1/suppressions", FIELDS, suppressions::add),
                delete("/api/v1/suppressions", suppressions::remove),
                post("/api/v1/suppressions/import", FIELDS, suppressions::addAll),
                get("/api/v1/suppressions/export", suppressions::export),
                get("/api/v1/topics", topics::list),
                put("/api/v1/topics/{name}", FIELDS, topics::put),
                post("/api/v1/persons/export", FIELDS, after(awaitStoredHits, persons::export)),
                post("/api/v1/persons/erase", FIELDS, persons::erase));
    }

    /** Corrections, network lists, the page's session and the description of the API. */
    public static List<Route> administration(
            CorrectionsApi corrections, NetworksApi networks, SessionApi session, OpenApiDocument openApi) {
        return List.of(
                put("/api/v1/corrections/{event}", FIELDS, corrections::correct),
                delete("/api/v1/corrections/{event}", corrections::remove),
                get("/api/v1/networks", networks::list),
                get("/api/v1/networks/{name}", networks::get),
                put("/api/v1/networks/{name}", BodyRule.LIST, networks::adopt),
                delete("/api/v1/networks/{name}", networks::remove),
                new Route("GET", "/api/v1/session", PUBLIC, EVERYONE, NONE, session::role),
                new Route("POST", "/api/v1/session", PUBLIC, EVERYONE, FORM, session::signIn),
                new Route("DELETE", "/api/v1/session", PUBLIC, EVERYONE, NONE, session::signOut),
                get("/api/v1/openapi.json", openApi::get));
    }

    private static Route get(String path, Handler handler) {
        return keyed("GET", path, NONE, handler);
    }

    private static Route post(String path, BodyRule body, Handler handler) {
        return keyed("POST", path, body, handler);
    }

    private static Route put(String path, BodyRule body, Handler handler) {
        return keyed("PUT", path, body, handler);
    }

    private static Route delete(String path, Handler handler) {
        return keyed("DELETE", path, NONE, handler);
    }

    private static Route keyed(String method, String path, BodyRule body, Handler handler) {
        return new Route(method, path, KEYED, Caller.ADMIN, body, handler);
    }

    private static Handler after(Runnable wait, Handler handler) {
        return request -> {
            wait.run();
            return handler.handle(request);
        };
    }
}
