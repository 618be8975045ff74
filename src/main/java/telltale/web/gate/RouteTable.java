package telltale.web.gate;

import static telltale.web.gate.BodyRule.FIELDS;
import static telltale.web.gate.BodyRule.FORM;
import static telltale.web.gate.BodyRule.NONE;
import static telltale.web.gate.Caller.CONSENT_TOKEN;
import static telltale.web.gate.Caller.EVERYONE;
import static telltale.web.gate.Caller.KEY;
import static telltale.web.gate.Caller.PREFERENCES_TOKEN;
import static telltale.web.gate.Caller.SENDER;
import static telltale.web.gate.Caller.STREAM;
import static telltale.web.gate.Caller.UNSUBSCRIBE_TOKEN;
import static telltale.web.gate.Caller.VIEW_TOKEN;
import static telltale.web.gate.Lane.KEYED;
import static telltale.web.gate.Lane.NOTIFICATIONS;
import static telltale.web.gate.Lane.OPERATIONS;
import static telltale.web.gate.Lane.PROVIDER;
import static telltale.web.gate.Lane.PUBLIC;
import static telltale.web.gate.Lane.RECIPIENT;
import static telltale.web.gate.Lane.RESERVED;
import static telltale.web.gate.Permission.ADMINISTER;
import static telltale.web.gate.Permission.ANY;
import static telltale.web.gate.Permission.OPERATE;
import static telltale.web.gate.Permission.PROGRESS;
import static telltale.web.gate.Permission.READ;
import static telltale.web.gate.Permission.STATISTICS;
import static telltale.web.gate.Permission.SUBMIT;

import java.util.List;
import java.util.Set;
import telltale.model.Role;
import telltale.web.api.ArchivesApi;
import telltale.web.api.AuditApi;
import telltale.web.api.CampaignsApi;
import telltale.web.api.ComparisonApi;
import telltale.web.api.ConsentRequestsApi;
import telltale.web.api.ConsentsApi;
import telltale.web.api.CorrectionsApi;
import telltale.web.api.DeletionsApi;
import telltale.web.api.DeliveriesApi;
import telltale.web.api.DeliveryMailApi;
import telltale.web.api.DoctorApi;
import telltale.web.api.DomainsApi;
import telltale.web.api.EventStreamApi;
import telltale.web.api.EventsApi;
import telltale.web.api.InboundApi;
import telltale.web.api.KeysApi;
import telltale.web.api.MessagesApi;
import telltale.web.api.NetworksApi;
import telltale.web.api.OidcApi;
import telltale.web.api.OpenApiDocument;
import telltale.web.api.OutboxApi;
import telltale.web.api.PersonsApi;
import telltale.web.api.RecountApi;
import telltale.web.api.RejudgeApi;
import telltale.web.api.ServersApi;
import telltale.web.api.SessionApi;
import telltale.web.api.SessionsApi;
import telltale.web.api.SettingsApi;
import telltale.web.api.StatsApi;
import telltale.web.api.SuppressionsApi;
import telltale.web.api.TemplatesApi;
import telltale.web.api.TopicsApi;
import telltale.web.api.TrackApi;
import telltale.web.api.WebhookAttemptsApi;
import telltale.web.api.WebhooksApi;
import telltale.web.http.Handler;
import telltale.web.notifications.NotificationHandler;
import telltale.web.ops.HealthHandler;
import telltale.web.ops.MetricsHandler;
import telltale.web.recipient.ClickHandler;
import telltale.web.recipient.ConsentHandler;
import telltale.web.recipient.PixelHandler;
import telltale.web.recipient.PreferencesHandler;
import telltale.web.recipient.PrivacyNotice;
import telltale.web.recipient.UnsubscribeHandler;
import telltale.web.recipient.ViewHandler;

/** The table of all routes; the OpenAPI document has the same. */
public final class RouteTable {
    private RouteTable() {}

    /** The addresses in mails, of published messages, and of the privacy notice. */
    public static List<Route> recipients(
            PixelHandler pixel,
            ClickHandler click,
            UnsubscribeHandler unsubscribe,
            PreferencesHandler preferences,
            ConsentHandler consent,
            ViewHandler view,
            PrivacyNotice notice) {
        return List.of(
                Route.open("GET", "/pixel", RESERVED, EVERYONE, NONE, pixel::get),
                Route.open("HEAD", "/pixel", RESERVED, EVERYONE, NONE, pixel::head),
                Route.open("GET", "/pixel/{token}", RESERVED, EVERYONE, NONE, pixel::get),
                Route.open("HEAD", "/pixel/{token}", RESERVED, EVERYONE, NONE, pixel::head),
                Route.open("GET", "/click/{token}", RESERVED, EVERYONE, NONE, click::redirect),
                Route.open("HEAD", "/click/{token}", RESERVED, EVERYONE, NONE, click::redirect),
                Route.open("GET", "/unsubscribe/{token}", RECIPIENT, UNSUBSCRIBE_TOKEN, NONE, unsubscribe::confirm),
                Route.open(
                        "POST", "/unsubscribe/{token}", RECIPIENT, UNSUBSCRIBE_TOKEN, FORM, unsubscribe::unsubscribe),
                Route.open("GET", "/preferences/{token}", RECIPIENT, PREFERENCES_TOKEN, NONE, preferences::show),
                Route.open("POST", "/preferences/{token}", RECIPIENT, PREFERENCES_TOKEN, FORM, preferences::change),
                Route.open("GET", "/consent/{token}", RECIPIENT, CONSENT_TOKEN, NONE, consent::show),
                Route.open("POST", "/consent/{token}", RECIPIENT, CONSENT_TOKEN, FORM, consent::decide),
                Route.open("GET", "/view/{token}", RECIPIENT, VIEW_TOKEN, NONE, view::view),
                // Without a token, so in another lane: a flood must not delay a recipient who unsubscribes.
                Route.open("GET", "/archive/{id}", PUBLIC, EVERYONE, NONE, view::archive),
                Route.open("GET", "/privacy", PUBLIC, EVERYONE, NONE, notice::show));
    }

    /** Health, metrics and the self-test. */
    public static List<Route> operations(HealthHandler health, MetricsHandler metrics, DoctorApi doctor) {
        return List.of(
                Route.open("GET", "/health/live", RESERVED, EVERYONE, NONE, health::live),
                Route.open("GET", "/health/ready", OPERATIONS, EVERYONE, NONE, health::ready),
                Route.open("GET", "/metrics", OPERATIONS, EVERYONE, NONE, metrics::get),
                get("/api/v1/doctor", ADMINISTER, doctor::examine),
                post("/api/v1/doctor/tests", ADMINISTER, FORM, doctor::startTest),
                get("/api/v1/doctor/tests/{id}", ADMINISTER, doctor::test));
    }

    /**
     * Sending, the queue and templates.
     *
     * @param maxMessageBytes maximum size of a message
     */
    public static List<Route> sending(
            TrackApi track, MessagesApi messages, OutboxApi outbox, TemplatesApi templates, int maxMessageBytes) {
        return List.of(
                new Route("GET", "/track", KEYED, SENDER, SUBMIT, NONE, track::send),
                new Route("POST", "/track", KEYED, SENDER, SUBMIT, FIELDS, track::send),
                post("/api/v1/messages", SUBMIT, BodyRule.message(maxMessageBytes), messages::submit)
                        .with(Audit.NONE),
                post("/api/v1/messages/source", SUBMIT, BodyRule.source(maxMessageBytes), messages::submitSource)
                        .with(Audit.NONE),
                // Many clients cannot POST without a body.
                post("/api/v1/messages/{id}/cancel", ADMINISTER, FORM, messages::cancel),
                delete("/api/v1/messages/{id}/view", ADMINISTER, messages::endView),
                get("/api/v1/messages/{id}", PROGRESS, messages::progress),
                get("/api/v1/outbox", READ, outbox::list).listing("waiting"),
                get("/api/v1/templates", READ, templates::list).listing("templates"),
                post("/api/v1/templates/{name}/preview", READ, FIELDS, templates::preview)
                        .with(Audit.NONE),
                get("/api/v1/templates/{name}/versions", READ, templates::versions)
                        .listing("versions"),
                get("/api/v1/templates/{name}", READ, templates::get),
                put("/api/v1/templates/{name}", OPERATE, FIELDS, templates::put),
                delete("/api/v1/templates/{name}", OPERATE, templates::delete));
    }

    /**
     * Reports about opens and clicks, and what campaigns publish.
     *
     * @param awaitStoredHits waits briefly until earlier hits are stored, so that a report includes them
     */
    public static List<Route> reports(
            Runnable awaitStoredHits,
            DeliveriesApi deliveries,
            DeliveryMailApi mail,
            ArchivesApi archives,
            CampaignsApi campaigns,
            ComparisonApi comparison,
            RecountApi recount,
            RejudgeApi rejudge,
            EventsApi events,
            EventStreamApi stream) {
        return List.of(
                get("/api/v1/events", READ, after(awaitStoredHits, events::list))
                        .listing("events"),
                // Opening it waits for nothing, and all clients of a node that stopped reconnect at once.
                new Route("GET", "/api/v1/events/stream", RESERVED, STREAM, READ, NONE, stream::open),
                get("/api/v1/deliveries", READ, after(awaitStoredHits, deliveries::list))
                        .listing("deliveries")
                        .with(Audit.SEARCH),
                post("/api/v1/deliveries", SUBMIT, FIELDS, deliveries::prepareExternal)
                        .with(Audit.NONE),
                put("/api/v1/deliveries/{id}/accepted", SUBMIT, FIELDS, deliveries::markAccepted)
                        .with(Audit.NONE),
                get("/api/v1/deliveries/{id}/mail", OPERATE, mail::get).with(Audit.LOOK),
                get("/api/v1/deliveries/{id}", READ, after(awaitStoredHits, deliveries::get))
                        .with(Audit.LOOK),
                get("/api/v1/campaigns", STATISTICS, after(awaitStoredHits, campaigns::list))
                        .listing("campaigns"),
                get("/api/v1/campaigns/{name}/archive", READ, archives::get),
                put("/api/v1/campaigns/{name}/archive", ADMINISTER, FIELDS, archives::publish),
                delete("/api/v1/campaigns/{name}/archive", ADMINISTER, archives::withdraw),
                get("/api/v1/campaigns/{name}/mail", READ, archives::mail),
                post("/api/v1/campaigns/{name}/resume", OPERATE, FORM, campaigns::resume),
                get("/api/v1/campaigns/{name}", STATISTICS, after(awaitStoredHits, campaigns::get)),
                get("/api/v1/comparison", STATISTICS, after(awaitStoredHits, comparison::compare)),
                get("/api/v1/recount", ADMINISTER, after(awaitStoredHits, recount::recount)),
                get("/api/v1/rejudge", ADMINISTER, after(awaitStoredHits, rejudge::preview)),
                post("/api/v1/rejudge", ADMINISTER, FORM, rejudge::rejudge));
    }

    /** Statistics. */
    public static List<Route> statistics(StatsApi stats) {
        return List.of(
                get("/api/v1/stats/totals", STATISTICS, stats::totals),
                get("/api/v1/stats/series", STATISTICS, stats::series),
                get("/api/v1/stats/providers", STATISTICS, stats::providers),
                get("/api/v1/stats/clients", STATISTICS, stats::clients),
                get("/api/v1/stats/links", STATISTICS, stats::links),
                get("/api/v1/stats/campaigns", STATISTICS, stats::campaigns),
                get("/api/v1/stats/classes", STATISTICS, stats::classes),
                get("/api/v1/stats/hours", STATISTICS, stats::hours));
    }

    /** Mails that came back. */
    public static List<Route> inbound(InboundApi inbound) {
        return List.of(
                get("/api/v1/inbound", READ, inbound::list).listing("reports").with(Audit.SEARCH),
                post("/api/v1/inbound", ADMINISTER, BodyRule.MAIL, inbound::accept)
                        .with(Audit.NONE),
                get("/api/v1/inbound/terms", READ, inbound::terms),
                get("/api/v1/inbound/rejudge", READ, inbound::outdated),
                post("/api/v1/inbound/rejudge", ADMINISTER, FORM, inbound::reread),
                text("/api/v1/inbound/{id}/raw", OPERATE, inbound::raw).with(Audit.LOOK),
                put("/api/v1/inbound/{id}/correction", OPERATE, FIELDS, inbound::correct),
                delete("/api/v1/inbound/{id}/correction", OPERATE, inbound::removeCorrection),
                get("/api/v1/inbound/{id}", READ, inbound::get).with(Audit.LOOK));
    }

    /** Notifications of mail providers. */
    public static List<Route> notifications(NotificationHandler notifications) {
        return List.of(Route.open(
                "POST", "/inbound/{provider}", NOTIFICATIONS, EVERYONE, BodyRule.NOTIFICATION, notifications));
    }

    /** Persons, their suppressions and consents, and the topics of bulk mail. */
    public static List<Route> persons(
            Runnable awaitStoredHits,
            SuppressionsApi suppressions,
            ConsentsApi consents,
            ConsentRequestsApi consentRequests,
            TopicsApi topics,
            PersonsApi persons) {
        return List.of(
                get("/api/v1/consents", OPERATE, consents::list)
                        .listing("consents")
                        .with(Audit.SEARCH),
                post("/api/v1/consents", OPERATE, FIELDS, consents::record),
                post("/api/v1/consents/current", OPERATE, FIELDS, consents::current)
                        .with(Audit.LOOK),
                post("/api/v1/consents/import", OPERATE, FIELDS, consents::addAll),
                post("/api/v1/consents/requests", OPERATE, FIELDS, consentRequests::ask),
                text("/api/v1/consents/export", OPERATE, consents::export).with(Audit.LOOK),
                get("/api/v1/suppressions", READ, suppressions::list)
                        .listing("suppressions")
                        .with(Audit.SEARCH),
                post("/api/v1/suppressions", OPERATE, FIELDS, suppressions::add),
                delete("/api/v1/suppressions", OPERATE, suppressions::remove),
                post("/api/v1/suppressions/import", OPERATE, FIELDS, suppressions::addAll),
                text("/api/v1/suppressions/export", READ, suppressions::export).with(Audit.LOOK),
                get("/api/v1/topics", READ, topics::list).listing("topics"),
                put("/api/v1/topics/{name}", ADMINISTER, FIELDS, topics::put),
                post("/api/v1/persons/export", OPERATE, FIELDS, after(awaitStoredHits, persons::export))
                        .with(Audit.LOOK),
                get("/api/v1/persons/inactive", OPERATE, after(awaitStoredHits, persons::inactive))
                        .listing("persons")
                        .with(Audit.LOOK),
                post("/api/v1/persons/restriction", OPERATE, FIELDS, persons::restrict),
                post("/api/v1/persons/certificate", OPERATE, FIELDS, persons::verify)
                        .with(Audit.NONE),
                post("/api/v1/persons/erase", ADMINISTER, FIELDS, persons::erase));
    }

    /** The audit log and the deletion log. */
    public static List<Route> audit(AuditApi audit, DeletionsApi deletions) {
        return List.of(
                get("/api/v1/deletions", READ, deletions::list).listing("deletions"),
                get("/api/v1/audit", ADMINISTER, audit::list)
                        .listing("operations")
                        .with(Audit.SEARCH),
                get("/api/v1/audit/verify", ADMINISTER, audit::verify));
    }

    /** Corrections, network lists, API keys, sessions, settings, mail servers and the description of the API. */
    public static List<Route> administration(
            CorrectionsApi corrections,
            NetworksApi networks,
            KeysApi keys,
            SessionApi session,
            SessionsApi sessions,
            SettingsApi settings,
            ServersApi servers,
            DomainsApi domains,
            OpenApiDocument openApi) {
        return List.of(
                get("/api/v1/keys", ADMINISTER, keys::list).listing("keys"),
                post("/api/v1/keys", ADMINISTER, FIELDS, keys::issue),
                post("/api/v1/keys/{id}/rotate", ADMINISTER, FIELDS, keys::rotate),
                delete("/api/v1/keys/{id}", ADMINISTER, keys::revoke),
                put("/api/v1/corrections/{event}", OPERATE, FIELDS, corrections::correct),
                delete("/api/v1/corrections/{event}", OPERATE, corrections::remove),
                get("/api/v1/networks", READ, networks::list).listing("networks"),
                text("/api/v1/networks/{name}", READ, networks::get),
                put("/api/v1/networks/{name}", ADMINISTER, BodyRule.LIST, networks::adopt),
                delete("/api/v1/networks/{name}", ADMINISTER, networks::remove),
                Route.open("GET", "/api/v1/session", PUBLIC, EVERYONE, NONE, session::show)
                        .with(Shape.RESOURCE),
                Route.open("POST", "/api/v1/session", PUBLIC, EVERYONE, FORM, session::signIn)
                        .with(Audit.SIGN_IN),
                Route.open("DELETE", "/api/v1/session", PUBLIC, EVERYONE, NONE, session::signOut),
                get("/api/v1/sessions", ADMINISTER, sessions::list).listing("sessions"),
                delete("/api/v1/sessions", ANY, sessions::endOwn),
                delete("/api/v1/sessions/{id}", ADMINISTER, sessions::end),
                post("/api/v1/sign-in-links", ADMINISTER, FIELDS, sessions::issueLink),
                get("/api/v1/servers", ADMINISTER, servers::list).listing("servers"),
                get("/api/v1/domains", ADMINISTER, domains::list).listing("domains"),
                post("/api/v1/domains/{domain}/keys/promote", ADMINISTER, FIELDS, domains::promote),
                post("/api/v1/domains/{domain}/keys/retire", ADMINISTER, FIELDS, domains::retire),
                post("/api/v1/domains/{domain}/keys", ADMINISTER, FIELDS, domains::addKey),
                delete("/api/v1/domains/{domain}/keys", ADMINISTER, domains::deleteKey),
                get("/api/v1/domains/{domain}", ADMINISTER, domains::get),
                put("/api/v1/domains/{domain}", ADMINISTER, FIELDS, domains::put),
                delete("/api/v1/domains/{domain}", ADMINISTER, domains::delete),
                get("/api/v1/settings", ADMINISTER, settings::list).listing("settings"),
                text("/api/v1/openapi.json", ANY, openApi::get));
    }

    /** Where events are sent to. */
    public static List<Route> webhooks(WebhooksApi webhooks, WebhookAttemptsApi attempts) {
        return List.of(
                get("/api/v1/webhooks", ADMINISTER, webhooks::list).listing("webhooks"),
                post("/api/v1/webhooks", ADMINISTER, FIELDS, webhooks::add),
                put("/api/v1/webhooks/{id}/state", ADMINISTER, FIELDS, webhooks::setState),
                post("/api/v1/webhooks/{id}/rotate", ADMINISTER, FIELDS, attempts::rotate),
                post("/api/v1/webhooks/{id}/test", ADMINISTER, NONE, attempts::test),
                get("/api/v1/webhooks/{id}/attempts", ADMINISTER, attempts::list)
                        .listing("attempts"),
                post("/api/v1/webhooks/{id}/replay", ADMINISTER, FIELDS, attempts::replay),
                get("/api/v1/webhooks/{id}", ADMINISTER, webhooks::get),
                put("/api/v1/webhooks/{id}", ADMINISTER, FIELDS, webhooks::change),
                delete("/api/v1/webhooks/{id}", ADMINISTER, webhooks::delete));
    }

    /** Signing in at an OpenID provider. The callback is the one GET that signs in; it needs the ticket of the same browser. */
    public static List<Route> openId(OidcApi oidc) {
        return List.of(
                Route.open("GET", OidcApi.CALLBACK, PROVIDER, EVERYONE, NONE, oidc::finish)
                        .with(Audit.SIGN_IN),
                Route.open("GET", OidcApi.PATH, PROVIDER, EVERYONE, NONE, oidc::begin));
    }

    private static Route get(String path, Set<Role> roles, Handler handler) {
        return keyed("GET", path, roles, NONE, handler).with(Shape.RESOURCE);
    }

    /** A route that answers with text, or with a document of another format. */
    private static Route text(String path, Set<Role> roles, Handler handler) {
        return keyed("GET", path, roles, NONE, handler);
    }

    private static Route post(String path, Set<Role> roles, BodyRule body, Handler handler) {
        return keyed("POST", path, roles, body, handler).with(Audit.CHANGE);
    }

    private static Route put(String path, Set<Role> roles, BodyRule body, Handler handler) {
        return keyed("PUT", path, roles, body, handler).with(Audit.CHANGE);
    }

    private static Route delete(String path, Set<Role> roles, Handler handler) {
        return keyed("DELETE", path, roles, NONE, handler).with(Audit.CHANGE);
    }

    private static Route keyed(String method, String path, Set<Role> roles, BodyRule body, Handler handler) {
        return new Route(method, path, KEYED, KEY, roles, body, handler);
    }

    private static Handler after(Runnable wait, Handler handler) {
        return request -> {
            wait.run();
            return handler.handle(request);
        };
    }
}
