package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.FailureReason;
import telltale.model.ForwardState;
import telltale.model.ImmutableBytes;
import telltale.model.ReportEffect;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Suppression;
import telltale.store.NewReport;
import telltale.store.ReportCorrection;
import telltale.store.ReportDecision;
import telltale.store.ReportFacts;
import telltale.store.StoredForward;
import telltale.store.StoredReport;

/** The rows of reports, in transactions of the caller. */
final class ReportTable {
    /** The kind of a report {@code r}, corrected if it was. */
    static final String KIND = "coalesce(r.corrected_kind, r.kind)";
    /** The reason of a report {@code r}, corrected if it was. */
    static final String REASON = "case when r.corrected_kind is null then r.reason else r.corrected_reason end";

    /** A select without its conditions, in which {@code r} are reports, {@code d} deliveries, {@code c} campaigns, {@code f} forwards. */
    static final String SELECT = """
            select r.number, r.id, r.received_at, r.digest, r.source, r.kind, r.reason, r.status, r.action, r.recipient,
                r.diagnostic, r.message_id, r.machine, r.manual, r.rules, r.ruleset, r.corrected_kind, r.corrected_reason,
                r.match, r.effects, r.suppressed_topic, r.suppressed_scope, r.suppressed_why, r.suppressed_until,
                r.explanation, r.pending, r.size, d.id as delivery, c.name as campaign, f.state as forward_state,
                f.changed_at as forward_at, f.detail as forward_detail
            from reports r left join deliveries d on d.number = r.delivery left join campaigns c on c.number = d.campaign
                left join forwards f on f.report = r.number
            """;

    /** The decision about a report without a delivery. */
    static final ReportDecision NO_DELIVERY = ReportDecision.nothing("no-delivery");

    private static final ReportDecision TOO_MANY = ReportDecision.nothing("too-many-reports");

    private static final Sql BY_ID = Sql.of(SELECT + "where r.id = :id");
    private static final Sql BY_DIGEST = Sql.of(SELECT + "where r.digest = :digest");
    private static final Sql OF_PERSON = Sql.of(SELECT + "where d.person = :person order by r.received_at, r.number");
    private static final Sql OF_DELIVERY = Sql.of("select r.id, r.received_at, " + KIND + " as kind, " + REASON
            + " as reason, r.effects from reports r where r.delivery = :delivery order by r.received_at, r.number");
    private static final Sql INSERT = Sql.of("""
            insert into reports (id, received_at, digest, source, kind, reason, status, action, recipient, diagnostic,
                message_id, machine, manual, rules, ruleset, delivery, match, effects, explanation, pending, size, raw)
            values (:id, :receivedAt, :digest, :source, :kind, :reason, :status, :action, :recipient, :diagnostic,
                :messageId, :machine, :manual, :rules, :ruleset, :delivery, :match, 0, :explanation, 0, :size, :raw)
            on conflict (digest) do nothing""");
    private static final Sql SET_FACTS = Sql.of("""
            update reports set kind = :kind, reason = :reason, status = :status, action = :action, recipient = :recipient,
                diagnostic = :diagnostic, message_id = :messageId, machine = :machine, manual = :manual, rules = :rules,
                ruleset = :ruleset
            where id = :id""");
    private static final Sql SET_CORRECTION =
            Sql.of("update reports set corrected_kind = :kind, corrected_reason = :reason where id = :id");
    private static final Sql SET_DECISION = Sql.of("""
            update reports set effects = :effects, suppressed_topic = :topic, suppressed_scope = :scope,
                suppressed_why = :why, suppressed_until = :until, explanation = :explanation, pending = :pending
            where number = :number""");

    private final Database database;

    ReportTable(Database database) {
        this.database = database;
    }

    Optional<ReportRow> find(Connection connection, UUID id) throws SQLException {
        return BY_ID.on(connection, database).bind("id", id).first(ReportTable::row);
    }

    Optional<ReportRow> find(Connection connection, ImmutableBytes digest) throws SQLException {
        return BY_DIGEST
                .on(connection, database)
                .bind("digest", digest.toBytes())
                .first(ReportTable::row);
    }

    /** The reports about all deliveries to a person, in the order of their receipt. */
    List<ReportRow> ofPerson(Connection connection, long person) throws SQLException {
        return OF_PERSON.on(connection, database).bind("person", person).all(ReportTable::row);
    }

    /** The effects of the reports about a delivery, in the order of their receipt. */
    List<ReportedEffects> ofDelivery(Connection connection, long delivery) throws SQLException {
        return OF_DELIVERY
                .on(connection, database)
                .bind("delivery", delivery)
                .all(row -> new ReportedEffects(
                        row.id("id"),
                        row.instant("received_at"),
                        row.constant(ReportKind.class, "kind"),
                        row.nullableConstant(FailureReason.class, "reason"),
                        effects(row.integer("effects"))));
    }

    /**
     * Inserts a report that changes nothing yet, unless one with the same octets is stored.
     *
     * @param delivery the number of its delivery; null for none
     */
    boolean insert(Connection connection, NewReport report, @Nullable Long delivery) throws SQLException {
        byte[] raw = CompressedBytes.pack(report.raw());
        return insert(connection, report, delivery, NO_DELIVERY, report.raw().size(), raw);
    }

    /**
     * Inserts a report beyond {@link telltale.store.Reports#MAX_OF_DELIVERY}, unless one with the same octets is stored: without
     * its delivery, so that no later report reads it, and without its octets.
     */
    boolean insertExcess(Connection connection, NewReport report) throws SQLException {
        return insert(connection, report, null, TOO_MANY, 0, null);
    }

    private boolean insert(
            Connection connection,
            NewReport report,
            @Nullable Long delivery,
            ReportDecision decision,
            int size,
            byte @Nullable [] raw)
            throws SQLException {
        Sql.Query insert = INSERT.on(connection, database)
                .bind("id", report.id())
                .bind("receivedAt", report.receivedAt())
                .bind("digest", report.digest().toBytes())
                .bind("source", report.source())
                .bind("delivery", delivery)
                .bind("match", delivery == null ? ReportMatch.NONE : report.match())
                .bind("explanation", decision.explanation())
                .bind("size", size)
                .bind("raw", raw);
        return bind(insert, report.facts()).update() == 1;
    }

    void setFacts(Connection connection, UUID report, ReportFacts facts) throws SQLException {
        bind(SET_FACTS.on(connection, database).bind("id", report), facts).update();
    }

    private static Sql.Query bind(Sql.Query query, ReportFacts facts) {
        return query.bind("kind", facts.kind())
                .bind("reason", facts.reason())
                .bind("status", storable(facts.status()))
                .bind("action", storable(facts.action()))
                .bind("recipient", storable(facts.recipient()))
                .bind("diagnostic", storable(facts.diagnostic()))
                .bind("messageId", storable(facts.messageId()))
                .bind("machine", facts.isMachineReport())
                .bind("manual", facts.isManualReceipt())
                .bind("rules", String.join(" ", facts.rules()))
                .bind("ruleset", facts.ruleset());
    }

    /** PostgreSQL stores no NUL in a text, and what was read in a mail must not keep the mail from being stored. */
    private static String storable(String text) {
        return text.replace('\0', '\uFFFD');
    }

    void setCorrection(Connection connection, UUID report, @Nullable ReportCorrection correction) throws SQLException {
        SET_CORRECTION
                .on(connection, database)
                .bind("id", report)
                .bind("kind", correction == null ? null : correction.kind())
                .bind("reason", correction == null ? null : correction.reason())
                .update();
    }

    void setDecision(Connection connection, long number, ReportDecision decision) throws SQLException {
        Suppression suppression = decision.suppression();
        SET_DECISION
                .on(connection, database)
                .bind("number", number)
                .bind(
                        "effects",
                        decision.effects().stream()
                                .mapToInt(ReportEffect::number)
                                .sum())
                .bind("topic", suppression == null ? null : suppression.topic())
                .bind("scope", suppression == null ? null : suppression.scope().wireName())
                .bind("why", suppression == null ? null : suppression.reason())
                .bind("until", suppression == null ? null : suppression.until())
                .bind("explanation", decision.explanation())
                .bind("pending", !decision.isFinal())
                .update();
    }

    /** Reads a row of {@link #SELECT}. */
    static ReportRow row(Row row) throws SQLException {
        return new ReportRow(row.number("number"), new ImmutableBytes(row.bytes("digest")), report(row));
    }

    private static StoredReport report(Row row) throws SQLException {
        UUID delivery = row.nullableId("delivery");
        return new StoredReport(
                row.id("id"),
                row.instant("received_at"),
                row.constant(ReportSource.class, "source"),
                facts(row),
                correction(row),
                delivery == null ? null : new DeliveryId(delivery),
                row.nullableText("campaign"),
                row.constant(ReportMatch.class, "match"),
                decision(row),
                forward(row),
                row.integer("size"));
    }

    private static ReportFacts facts(Row row) throws SQLException {
        String rules = row.text("rules");
        return new ReportFacts(
                row.constant(ReportKind.class, "kind"),
                row.nullableConstant(FailureReason.class, "reason"),
                row.text("status"),
                row.text("action"),
                row.text("recipient"),
                row.text("diagnostic"),
                row.text("message_id"),
                row.integer("machine") == 1,
                row.integer("manual") == 1,
                rules.isEmpty() ? List.of() : List.of(rules.split(" ", -1)),
                row.text("ruleset"));
    }

    private static @Nullable ReportCorrection correction(Row row) throws SQLException {
        ReportKind kind = row.nullableConstant(ReportKind.class, "corrected_kind");
        return kind == null
                ? null
                : new ReportCorrection(kind, row.nullableConstant(FailureReason.class, "corrected_reason"));
    }

    private static ReportDecision decision(Row row) throws SQLException {
        return new ReportDecision(
                effects(row.integer("effects")),
                suppression(row),
                row.text("explanation"),
                row.integer("pending") == 0);
    }

    private static @Nullable StoredForward forward(Row row) throws SQLException {
        ForwardState state = row.nullableConstant(ForwardState.class, "forward_state");
        return state == null ? null : new StoredForward(state, row.instant("forward_at"), row.text("forward_detail"));
    }

    private static @Nullable Suppression suppression(Row row) throws SQLException {
        String scope = row.nullableText("suppressed_scope");
        return scope == null
                ? null
                : new Suppression(
                        Suppression.Scope.ofWireName(scope),
                        row.nullableText("suppressed_topic"),
                        row.text("suppressed_why"),
                        row.instant("received_at"),
                        row.nullableInstant("suppressed_until"),
                        row.id("id"));
    }

    private static Set<ReportEffect> effects(int bits) {
        Set<ReportEffect> effects = EnumSet.noneOf(ReportEffect.class);
        for (ReportEffect effect : ReportEffect.values()) {
            if ((bits & effect.number()) != 0) {
                effects.add(effect);
            }
        }
        return effects;
    }
}
