package telltale.app.commands;

import jakarta.json.JsonObject;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;
import telltale.settings.MailboxServer;
import telltale.settings.NoticeSettings;
import telltale.settings.OidcSettings;
import telltale.settings.ReplyTarget;
import telltale.settings.Settings;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.State;
import telltale.web.http.Version;
import telltale.web.recipient.PrivacyNotice;

/** What the settings in force state about data protection, for documents in Markdown. It has no secret and no address of a recipient. */
final class PrivacyFacts {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)\\}\\}");
    private static final Pattern DATABASE_HOSTS = Pattern.compile("jdbc:postgresql://([^/?]*)");

    private final Settings settings;
    private final List<WebhookReceiver> webhooks;
    private final Map<String, String> facts = new LinkedHashMap<>();

    /**
     * An endpoint of webhooks.
     *
     * @param addresses whether its events have the address of the recipient
     */
    record WebhookReceiver(String host, boolean addresses, State state) {
        static WebhookReceiver of(Endpoint endpoint) {
            return new WebhookReceiver(
                    hostOf(endpoint.setup().url()),
                    endpoint.setup().addresses(),
                    endpoint.condition().state());
        }

        /** @param json as the API returns it */
        static WebhookReceiver of(JsonObject json) {
            return new WebhookReceiver(
                    hostOf(json.getString("url")),
                    json.getBoolean("addresses"),
                    WireConstant.of(State.class, json.getString("state")));
        }

        private static String hostOf(String url) {
            return Objects.requireNonNullElse(URI.create(url).getHost(), "an endpoint without a host");
        }

        private String line() {
            return "webhook `" + host + "` (" + state.wireName() + "): events "
                    + (addresses ? "with the address of the recipient" : "without addresses");
        }
    }

    PrivacyFacts(Settings settings, List<WebhookReceiver> webhooks, Clock clock) {
        this.settings = settings;
        this.webhooks = webhooks;
        NoticeSettings notice = settings.notice();
        PrivacyMeasures measures = new PrivacyMeasures(settings);
        facts.put("version", Version.text());
        facts.put("date", LocalDate.now(clock).toString());
        facts.put("controller", stated(notice.controller(), "TELLTALE_CONTROLLER"));
        facts.put("region", stated(notice.region(), "TELLTALE_REGION"));
        facts.put(
                "processors",
                notice.processors().isEmpty()
                        ? "[none is stated: TELLTALE_PROCESSORS]"
                        : notice.processors().stream()
                                .map(PrivacyFacts::escaped)
                                .collect(Collectors.joining("; ")));
        facts.put("profile", settings.privacy().wireName());
        facts.put("profileText", profileText());
        facts.put("noticeVersion", PrivacyNotice.of(settings).version());
        facts.put("footer", notice.footer() == null ? "off" : "on");
        facts.put("purposes", purposes());
        facts.put("recorded", recorded());
        facts.put("monitoring", monitoring());
        facts.put("recipients", list(recipients()));
        facts.put("retention", retention());
        facts.put("measures", list(measures.inForce()));
        facts.put("missing", list(measures.notInForce()));
    }

    /** Fills in a template. */
    String fillIn(String template) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(Objects.requireNonNull(facts.get(found.group(1)))));
    }

    private String profileText() {
        String stricter = " A message can have a stricter profile.";
        return switch (settings.privacy()) {
            case INDIVIDUAL -> "opens and clicks of everyone who has not objected." + stricter;
            case CONSENT -> "opens and clicks of persons who consented to it." + stricter;
            case HYGIENE -> "the day of the last open of everyone who has not objected." + stricter;
            case AGGREGATED -> "how many recipients opened, as an estimate from pixels that several share." + stricter;
            case NONE -> "no opens and no clicks.";
        };
    }

    private String monitoring() {
        return switch (settings.privacy()) {
            case INDIVIDUAL, CONSENT -> "yes: opens and clicks of persons are recorded";
            case HYGIENE -> "yes: the day of the last open of persons is recorded";
            case AGGREGATED, NONE -> "no";
        };
    }

    private String purposes() {
        Stream<String> measurement = switch (settings.privacy()) {
            case INDIVIDUAL, CONSENT ->
                Stream.of(
                        "open measurement: counting who reads, without automatic requests",
                        "click measurement: counting which links are opened",
                        "[others that your own systems serve with the events]");
            case HYGIENE -> Stream.of("hygiene: sending less mail to those who open none");
            case AGGREGATED -> Stream.of("open and click measurement without a relation to persons");
            case NONE -> Stream.empty();
        };
        return list(Stream.concat(Stream.of("sending email, and handling what comes back"), measurement)
                .toList());
    }

    private String recorded() {
        return switch (settings.privacy()) {
            case INDIVIDUAL, CONSENT ->
                "time, mail and link of each open and click, user agent, properties of the request,"
                        + " kind of network, and the first part of the address (`TELLTALE_NETWORK_PREFIX`)";
            case HYGIENE -> "the day on which a person last opened a mail, which the next open overwrites";
            case AGGREGATED ->
                "which groups of recipients have an opener, and the number of clicks on links of a campaign;"
                        + " nothing about single persons";
            case NONE -> "nothing about opens and clicks";
        };
    }

    private List<String> recipients() {
        List<String> all = new ArrayList<>();
        mailServers().forEach(server -> all.add("mail server " + server + ": each mail, with its recipient"));
        settings.inbound().mailboxes().stream()
                .map(MailboxServer::host)
                .distinct()
                .forEach(host -> all.add("mailbox at `" + host + "`: mails that came back"));
        if (!(settings.inbound().forward() instanceof ReplyTarget.Nowhere)) {
            all.add("replies of recipients are forwarded (INBOUND_FORWARD)");
        }
        if (settings.notifyAddress() != null) {
            all.add("a notification by mail about the first open of a mail (EMAIL_NOTIFY)");
        }
        webhooks.stream().map(WebhookReceiver::line).distinct().forEach(all::add);
        database().ifPresent(all::add);
        OidcSettings oidc = settings.oidc();
        if (oidc != null) {
            all.add("OpenID provider `" + URI.create(oidc.issuer()).getHost() + "`: signing in of users");
        }
        return all;
    }

    private Stream<String> mailServers() {
        Stream<String> servers = PrivacyMeasures.servers(settings).map(server -> "`" + server.host() + "`");
        Stream<String> sessions = settings.servers().further().stream()
                .flatMap(server -> Stream.ofNullable(server.session()))
                .map(name -> "of the container's mail session `" + name + "`");
        Stream<String> first = settings.smtp() == null
                ? Stream.of("of the container's mail session, or the demo mailbox of this machine")
                : Stream.empty();
        return Stream.of(servers, sessions, first).flatMap(names -> names).distinct();
    }

    private Optional<String> database() {
        return settings.database()
                .<Optional<String>>match(
                        embedded -> Optional.empty(),
                        postgreSql -> Optional.of("database server `" + hosts(postgreSql.url()) + "`: all data"),
                        container -> Optional.of("the database of the container's data source: all data"));
    }

    private static String hosts(String databaseUrl) {
        Matcher hosts = DATABASE_HOSTS.matcher(databaseUrl);
        return hosts.find() ? hosts.group(1) : "";
    }

    private String retention() {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("single opens and clicks", days(settings.retention(), "TELLTALE_RETENTION"));
        rows.put("their user agents", days(settings.minimization().agents(), "TELLTALE_RAW_AGENT_DAYS"));
        settings.minimization()
                .rows()
                .ifPresent(age -> rows.put("each of them apart; then summaries", days(age, "TELLTALE_COMPACT_DAYS")));
        rows.put("counts of opens and clicks of a delivery", "until the person is erased");
        rows.put("deliveries with address and subject", "until the person is erased");
        rows.put(
                "contents of mails, after the last outcome",
                days(settings.outbox().contentRetention(), "TELLTALE_CONTENT_RETENTION"));
        rows.put(
                "contents of mails with a web page",
                days(settings.outbox().viewRetention(), "TELLTALE_VIEW_RETENTION"));
        rows.put("mails that came back", days(settings.inbound().retention(), "INBOUND_RETENTION"));
        rows.put("suppressions and consents", "until the person is erased; consents on request longer, as a proof");
        rows.put("audit log", days(settings.access().auditRetention(), "TELLTALE_AUDIT_DAYS"));
        return "| data | kept |\n| --- | --- |\n"
                + rows.entrySet().stream()
                        .map(row -> "| " + row.getKey() + " | " + row.getValue() + " |")
                        .collect(Collectors.joining("\n"));
    }

    private static String days(Duration time, String setting) {
        return time.toDays() + " days (`" + setting + "`)";
    }

    private static String stated(@Nullable String value, String setting) {
        return value == null ? "[not stated: " + setting + "]" : escaped(value);
    }

    private static String escaped(String value) {
        return value.replaceAll("([\\\\`*_{}\\[\\]<>|#])", "\\\\$1");
    }

    private static String list(List<String> lines) {
        return lines.isEmpty()
                ? "- none"
                : lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
    }
}
