package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.model.WebhookType;
import telltale.model.WireConstant;
import telltale.store.Evidence;
import telltale.store.WebhookEvents;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Subscription;

/** The events for webhooks in a relational database. */
final class JdbcWebhookEvents implements WebhookEvents {
    /** The cause that a delivery was judged; its events follow from the verdicts. */
    private static final String JUDGED = "judged";

    /** The cause by which the verdicts of a delivery are sent if they differ from those that were sent. */
    private static final String ANNOUNCED = "announced";

    private static final Sql ANY_CAUSE = Sql.of("select number from webhook_causes limit 1");
    private static final Sql CAUSES = Sql.of("""
            select w.number, w.type, w.at, w.message as submitted, w.status, w.detail, w.erased, w.person as about_person,
                d.number as delivery, d.id, d.recipient, c.name as campaign, m.id as message, p.hash, p.masked,
                p.withdrawn_at, p.restricted_at,
                case when w.person is null then d.number
                    else (select max(n.number) from deliveries n where n.person = w.person) end as addressed
            from webhook_causes w left join deliveries d on d.number = w.delivery
                left join campaigns c on c.number = d.campaign left join outbox o on o.delivery = d.number
                left join messages m on m.number = o.message
                left join persons p on p.number = coalesce(w.person, d.person)
            order by w.number limit :limit""");
    private static final Sql ADD_ANNOUNCED = Sql.of("""
            insert into webhook_causes (type, at, delivery)
            select '%s', :at, number from deliveries
            where number = :delivery and exists (select 1 from webhook_types where type = '%s')
                and exists (select 1 from webhook_verdicts v where v.delivery = :delivery)""".formatted(ANNOUNCED, WebhookType.VERDICT_CHANGED.wireName()));
    private static final Sql REPORTED_DELIVERY = Sql.of("""
            select d.id, d.recipient, c.name as campaign, m.id as message
            from deliveries d left join campaigns c on c.number = d.campaign left join outbox o on o.delivery = d.number
                left join messages m on m.number = o.message left join persons p on p.number = d.person
            where d.number = :delivery and p.withdrawn_at is null and p.restricted_at is null and exists (select 1 from webhook_verdicts v where v.delivery = d.number)""");
    private static final Sql DELETE_CAUSE = Sql.of("delete from webhook_causes where number = :number");
    private static final Sql ADD_EVENT = Sql.of("""
            insert into webhook_events (id, type, at, delivery, person, payload)
            values (:id, :type, :at, :delivery, :person, :payload) returning number""");
    private static final Sql ADD_QUEUED = Sql.of("""
            insert into webhook_queue (endpoint, event, subject, due_at) values (:endpoint, :event, :subject, :dueAt)""");
    private static final Sql SENT_VERDICTS =
            Sql.of("select event, class, ruleset from webhook_verdicts where delivery = :delivery");
    private static final Sql SET_VERDICT = Sql.of("""
            insert into webhook_verdicts (delivery, event, class, ruleset, at)
            values (:delivery, :event, :class, :ruleset, :at)
            on conflict (delivery, event) do update set class = excluded.class, ruleset = excluded.ruleset""");

    private final Database database;
    private final JdbcWebhooks webhooks;
    private final JdbcJudgements judgements;
    private final RandomGenerator random;
    private final Sql turn;
    private final Sql deleteEvents;
    private final Sql deleteVerdicts;

    JdbcWebhookEvents(
            Database database,
            JdbcWebhooks webhooks,
            JdbcJudgements judgements,
            RandomGenerator random,
            Dialect dialect) {
        this.database = database;
        this.webhooks = webhooks;
        this.judgements = judgements;
        this.random = random;
        this.turn = Sql.of("select turn from webhook_turn" + dialect.skipLocked());
        this.deleteEvents = deleteOld("webhook_events", "number", dialect);
        this.deleteVerdicts = deleteOld("webhook_verdicts", "(delivery, event)", dialect);
    }

    private static Sql deleteOld(String table, String key, Dialect dialect) {
        String columns = key.replace("(", "").replace(")", "");
        return Sql.of("delete from " + table + " where " + key + " in (select " + columns + " from " + table
                + " where at < :before order by at limit :limit" + dialect.skipLocked() + ")");
    }

    /**
     * A row of a cause.
     *
     * @param delivery the number of the delivery that it is about, or null
     * @param person the number of the person that it is about, or null
     * @param addressed the number of the delivery that has the recipient's address, or null
     * @param isSilent whether nothing is sent, because the person's data is restricted, or because the person objected to the
     *     recording of opens and clicks and it is about those
     */
    private record CauseRow(
            long number,
            String type,
            @Nullable Long delivery,
            @Nullable Long person,
            @Nullable Long addressed,
            boolean isSilent,
            Cause cause) {
        /** What events are ordered by: a delivery, or a person. */
        @Nullable
        Long subject() {
            return delivery != null ? delivery : person == null ? null : Long.valueOf(-person);
        }
    }

    @Override
    public int compose(int limit, Composer composer, Instant now) {
        boolean isAnyLeft = database.read(
                "looking for events of webhooks",
                connection -> ANY_CAUSE.on(connection, database).exists());
        return isAnyLeft
                ? database.write("composing events of webhooks", connection -> {
                    boolean isOurTurn = turn.on(connection, database).exists();
                    return isOurTurn ? new Composition(connection, composer, now).compose(limit) : 0;
                })
                : 0;
    }

    @Override
    public Map<Endpoint, Long> countAnnounced(List<Long> deliveries, Composer composer, Instant now) {
        return database.read("counting changed verdicts for webhooks", connection -> {
            List<JdbcWebhooks.Numbered> endpoints = collecting(connection);
            Map<Endpoint, Long> counts = new HashMap<>();
            for (long delivery : deliveries) {
                Optional<About> about = REPORTED_DELIVERY
                        .on(connection, database)
                        .bind("delivery", delivery)
                        .first(JdbcWebhookEvents::about);
                if (about.isPresent()) {
                    judged(connection, delivery, about.get(), now, true).stream()
                            .flatMap(judged -> composer.events(judged).stream())
                            .filter(event -> event.type() == WebhookType.VERDICT_CHANGED && event.payload() != null)
                            .flatMap(event ->
                                    receivers(endpoints, event, about.get().campaign()))
                            .forEach(one -> counts.merge(one.endpoint(), 1L, Long::sum));
                }
            }
            return counts;
        });
    }

    @Override
    public void announce(List<Long> deliveries, Instant now) {
        database.write("announcing verdicts to webhooks", connection -> {
            ADD_ANNOUNCED.batch(
                    connection,
                    database,
                    deliveries,
                    (insert, delivery) -> insert.bind("at", now).bind("delivery", delivery));
            return deliveries.size();
        });
    }

    /** The endpoints that events are written for. */
    private List<JdbcWebhooks.Numbered> collecting(Connection connection) throws SQLException {
        return webhooks.all(connection).stream()
                .filter(one -> one.endpoint().condition().state().collects())
                .toList();
    }

    private static boolean isSubscribed(JdbcWebhooks.Numbered one, WebhookType type, @Nullable String campaign) {
        Subscription subscription = one.endpoint().setup().subscription();
        return subscription.types().contains(type)
                && (subscription.campaign() == null || subscription.campaign().equals(campaign));
    }

    /** The endpoints that get an event about an open or a click. */
    private static Stream<JdbcWebhooks.Numbered> receivers(
            List<JdbcWebhooks.Numbered> endpoints, JudgedEvent event, @Nullable String campaign) {
        return endpoints.stream()
                .filter(one -> isSubscribed(one, event.type(), campaign))
                .filter(one -> event.concernsPeople()
                        || !one.endpoint().setup().subscription().people())
                .filter(one -> !event.happenedAt().isBefore(one.endpoint().createdAt()));
    }

    /** A delivery as it is judged; empty if its events are not there any more. */
    private Optional<Judged> judged(Connection connection, long delivery, About about, Instant at, boolean isAnnounced)
            throws SQLException {
        Optional<Evidence> evidence = judgements.evidence(connection, about.delivery());
        if (evidence.isEmpty()) {
            return Optional.empty();
        }
        Map<UUID, SentVerdict> sent = new HashMap<>();
        SENT_VERDICTS
                .on(connection, database)
                .bind("delivery", delivery)
                .each(row -> sent.put(
                        row.id("event"),
                        new SentVerdict(row.constant(VerdictClass.class, "class"), row.text("ruleset"))));
        return Optional.of(new Judged(about, at, evidence.get(), sent, isAnnounced));
    }

    @Override
    public int deleteOld(Instant now, int limit) {
        return database.write("deleting old events of webhooks", connection -> {
            int events = deleteOld(connection, deleteEvents, now.minus(RETENTION), limit);
            JdbcDeletionLog.add(connection, database, DataKind.WEBHOOK_EVENTS, events);
            return Math.max(events, deleteOld(connection, deleteVerdicts, now.minus(VERDICT_RETENTION), limit));
        });
    }

    private int deleteOld(Connection connection, Sql statement, Instant before, int limit) throws SQLException {
        return statement
                .on(connection, database)
                .bind("before", before)
                .bind("limit", limit)
                .update();
    }

    private static CauseRow cause(Row row) throws SQLException {
        String type = row.text("type");
        About about = row.nullableId("id") == null ? null : about(row);
        byte[] erased = row.nullableBytes("erased");
        byte[] person = erased == null ? row.nullableBytes("hash") : erased;
        Cause cause = new Cause(
                // Not used for a judged delivery.
                isAboutVerdicts(type) ? WebhookType.OPEN : WireConstant.of(WebhookType.class, type),
                row.instant("at"),
                about,
                person == null ? null : PersonKey.ofBytes(person),
                erased == null ? row.nullableText("masked") : row.text("detail"),
                row.nullableId("submitted"),
                row.nullableText("status"),
                erased == null ? row.nullableText("detail") : null);
        return new CauseRow(
                row.number("number"),
                type,
                number(row, "delivery"),
                number(row, "about_person"),
                number(row, "addressed"),
                row.nullableInstant("restricted_at") != null
                        || (isAboutVerdicts(type) && row.nullableInstant("withdrawn_at") != null),
                cause);
    }

    private static About about(Row row) throws SQLException {
        return new About(
                new DeliveryId(row.id("id")),
                EmailAddress.parse(row.text("recipient")),
                row.nullableText("campaign"),
                row.nullableId("message"));
    }

    private static boolean isAboutVerdicts(String type) {
        return type.equals(JUDGED) || type.equals(ANNOUNCED);
    }

    private static @Nullable Long number(Row row, String column) throws SQLException {
        long number = row.number(column);
        return number == 0 ? null : Long.valueOf(number);
    }

    /** The composition of events in one transaction. */
    private final class Composition {
        private final Connection connection;
        private final Composer composer;
        private final Instant now;
        private final List<JdbcWebhooks.Numbered> endpoints = new ArrayList<>();
        private final Set<Long> judged = new HashSet<>();
        private final Set<@Nullable Long> announced = new HashSet<>();

        Composition(Connection connection, Composer composer, Instant now) {
            this.connection = connection;
            this.composer = composer;
            this.now = now;
        }

        int compose(int limit) throws SQLException {
            endpoints.addAll(collecting(connection));
            List<CauseRow> causes =
                    CAUSES.on(connection, database).bind("limit", limit).all(JdbcWebhookEvents::cause);
            causes.stream()
                    .filter(row -> row.type.equals(ANNOUNCED))
                    .map(CauseRow::delivery)
                    .forEach(announced::add);
            for (CauseRow row : causes) {
                if (row.isSilent) {
                    continue;
                }
                if (isAboutVerdicts(row.type)) {
                    addJudged(row);
                } else {
                    add(row);
                }
            }
            DELETE_CAUSE.batch(connection, database, causes, (delete, row) -> delete.bind("number", row.number));
            return causes.size();
        }

        private void add(CauseRow row) throws SQLException {
            About about = row.cause.delivery();
            String campaign =
                    about != null ? about.campaign() : row.cause.message() != null ? row.cause.detail() : null;
            List<Long> receivers = endpoints.stream()
                    .filter(one -> isSubscribed(one, row.cause.type(), campaign))
                    .map(JdbcWebhooks.Numbered::number)
                    .toList();
            if (!receivers.isEmpty()) {
                enqueue(row, row.cause.type(), row.cause.at(), composer.payload(row.cause), receivers);
            }
        }

        private void enqueue(CauseRow row, WebhookType type, Instant at, String payload, List<Long> receivers)
                throws SQLException {
            long event = ADD_EVENT
                    .on(connection, database)
                    .bind("id", Uuid7.at(now, random))
                    .bind("type", type.wireName())
                    .bind("at", at)
                    .bind("delivery", row.addressed)
                    .bind("person", row.person)
                    .bind("payload", payload)
                    .first(added -> added.number("number"))
                    .orElseThrow();
            ADD_QUEUED.batch(
                    connection,
                    database,
                    receivers,
                    (insert, endpoint) -> insert.bind("endpoint", endpoint)
                            .bind("event", event)
                            .bind("subject", row.subject())
                            .bind("dueAt", now));
        }

        private void addJudged(CauseRow row) throws SQLException {
            About about = row.cause.delivery();
            Long delivery = row.delivery;
            if (about == null || delivery == null || !judged.add(delivery)) {
                return;
            }
            Optional<Judged> facts = judged(connection, delivery, about, row.cause.at(), announced.contains(delivery));
            if (facts.isPresent()) {
                for (JudgedEvent event : composer.events(facts.get())) {
                    add(row, delivery, event, about.campaign());
                }
            }
        }

        private void add(CauseRow row, long delivery, JudgedEvent event, @Nullable String campaign)
                throws SQLException {
            List<Long> receivers = receivers(endpoints, event, campaign)
                    .map(JdbcWebhooks.Numbered::number)
                    .toList();
            if (event.payload() != null && !receivers.isEmpty()) {
                enqueue(row, event.type(), row.cause.at(), event.payload(), receivers);
            }
            SET_VERDICT
                    .on(connection, database)
                    .bind("delivery", delivery)
                    .bind("event", event.event())
                    .bind("class", event.verdict().type())
                    .bind("ruleset", event.verdict().ruleset())
                    .bind("at", event.happenedAt())
                    .update();
        }
    }
}
