package telltale.store.move;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import telltale.model.PrivacyProfile;
import telltale.store.Metric;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.RowBatch;

/**
 * A table that is copied as it is, a range of a numeric key at a time.
 *
 * @param key the column or expression whose range is copied
 * @param step the width of a range
 * @param columns the names of the columns, each with its type: {@code n} a number, {@code t} a text, {@code i} an
 *     identifier, {@code b} bytes
 * @param condition a condition for the rows that are copied, followed by {@code and}; empty for all
 */
record MovedTable(String name, String key, int step, String columns, String condition) {
    /** The events or rows of a step, unless rows are large. */
    static final int STEP = 20_000;

    private static final String STATISTICS = "campaign:n, dimension:n, level:n, time:n, key:t, shard:n, "
            + Metric.ALL.stream().map(metric -> metric.column() + ":n").collect(Collectors.joining(", "));

    /** All such tables, in the order of their foreign keys. */
    static final List<MovedTable> ALL = Stream.of(whole(), countedBySeries(), statisticsOfAllMail(), webhooks())
            .flatMap(tables -> tables)
            .toList();

    MovedTable(String name, String key, int step, String columns) {
        this(name, key, step, columns, "");
    }

    /** The tables whose campaign is a series ({@link CampaignSeries}): those of a profile at a time, since the profiles are far apart. */
    private static Stream<MovedTable> countedBySeries() {
        return Stream.of(PrivacyProfile.values())
                .map(profile -> CampaignSeries.areUnder(profile) + " and ")
                .flatMap(condition -> Stream.of(
                        new MovedTable(
                                "campaign_counters",
                                "campaign",
                                100,
                                "campaign:n, quarter:n, kind:n, class:n, shard:n, events:n, folded:n, firsts:n",
                                condition),
                        new MovedTable(
                                "campaign_days",
                                "campaign",
                                100,
                                "campaign:n, day:n, kind:n, class:n, shard:n, events:n, folded:n, firsts:n",
                                condition),
                        new MovedTable(
                                "campaign_cells",
                                "campaign",
                                100,
                                "campaign:n, quarter:n, cell:n, shard:n, deliveries:n",
                                condition),
                        new MovedTable("statistics", "campaign", 10, STATISTICS, condition)));
    }

    /** The statistics of all mail: a range of time at a time, since they have one series for each profile. */
    private static Stream<MovedTable> statisticsOfAllMail() {
        return Stream.of(PrivacyProfile.values())
                .flatMap(profile -> IntStream.range(0, 4 * 3)
                        .mapToObj(i -> new MovedTable(
                                "statistics",
                                "time",
                                500,
                                STATISTICS,
                                "campaign = " + CampaignSeries.ofAll(profile) + " and dimension = " + i / 3
                                        + " and level = " + i % 3 + " and ")));
    }

    private static Stream<MovedTable> whole() {
        return Stream.of(
                new MovedTable(
                        "campaigns",
                        "number",
                        STEP,
                        "number:n, name:t, held_at:n, resumed_failures:n, resumed_attempts:n, profiles:n"),
                new MovedTable("topics", "number", STEP, "number:n, name:t, title:t"),
                new MovedTable("clients", "number", STEP, "number:n, agent:t, flags:n, verdict:t, used:n"),
                new MovedTable(
                        "persons",
                        "number",
                        STEP,
                        "number:n, hash:b, masked:t, suppressed:t, reason:t, suppressed_at:n, withdrawn_at:n, changed:n,"
                                + " topics:n, suppressed_until:n, suppressed_by:i, opens_from:n, clicks_from:n,"
                                + " restricted_at:n, hygiene_denied:n, active_on:n"),
                new MovedTable(
                        "consents",
                        "number",
                        STEP,
                        "number:n, hash:b, masked:t, purpose:n, decision:n, decided_at:n, wording:t, channel:t,"
                                + " evidence:t, recorded_at:n, actor_kind:t, actor:t"),
                new MovedTable("pools", "number", STEP, "number:n, campaign:n, size:n, noise:n, seen:n"),
                new MovedTable("campaign_clicks", "link", 10, "campaign:i, link:n, clicks:n"),
                new MovedTable(
                        "consent_requests",
                        "person",
                        STEP,
                        "person:n, asked_at:n, purposes:n, sender:t, wording:t, text:t, request_key:b"),
                new MovedTable(
                        "person_topics",
                        "person",
                        STEP,
                        "person:n, topic:n, first_at:n, reason:t, suppressed_at:n, suppressed_by:i"),
                new MovedTable(
                        "deliveries",
                        "number",
                        STEP,
                        "number:n, id:i, created_at:n, recipient:t, campaign:n, subject:t, state:t, accepted_at:n,"
                                + " detail:t, node:i, person:n, provider:n, status:t, pixel:n, topic:n,"
                                + " queue_id:t, failure:n, bounced_at:n, delivered_at:n, receipt_at:n, replied_at:n,"
                                + " failed_at:n, unsubscribed_at:n, links:n, server:t, profile:n"),
                new MovedTable(
                        "attempts", "delivery", STEP, "delivery:n, attempt:n, at:n, status:t, reply:t, server:t"),
                new MovedTable(
                        "reports",
                        "number",
                        200,
                        "number:n, id:i, received_at:n, digest:b, source:n, kind:n, reason:n, status:t, action:t,"
                                + " recipient:t, diagnostic:t, message_id:t, machine:n, manual:n, rules:t, ruleset:t,"
                                + " corrected_kind:n, corrected_reason:n, delivery:n, match:n, effects:n,"
                                + " suppressed_topic:t, suppressed_scope:t, suppressed_why:t, suppressed_until:n,"
                                + " explanation:t, pending:n, size:n, raw:b"),
                new MovedTable(
                        "forwards",
                        "report",
                        50,
                        "report:n, delivery:n, recipient:t, sender:b, created_at:n, state:n, changed_at:n, detail:t,"
                                + " attempts:n, due_at:n, mail:b"),
                new MovedTable("mailboxes", "1", STEP, "mailbox:t, validity:n, uid:n"),
                new MovedTable(
                        "campaign_reports",
                        "campaign",
                        100,
                        "campaign:n, quarter:n, kind:n, reason:n, shard:n, deliveries:n"),
                new MovedTable(
                        "campaign_deliveries",
                        "campaign",
                        100,
                        "campaign:n, quarter:n, state:t, shard:n, deliveries:n"),
                new MovedTable(
                        "delivery_counters",
                        "delivery",
                        STEP,
                        "delivery:n, kind:n, events:n, folded:n, first_at:n, day:n, day_rows:n"),
                new MovedTable(
                        "judgements",
                        "delivery",
                        STEP,
                        "delivery:n, ruleset:t, opens:t, first_open:n, clicks:t, first_click:n, rung:t, cell:n,"
                                + " scanned_at:n, activity:t, counted:t"),
                new MovedTable("campaign_links", "campaign", 100, "campaign:n, key:t, url:t"),
                new MovedTable("link_lists", "number", STEP, "number:n, hash:b, links:t"),
                new MovedTable("scanner_proofs", "rowid", STEP, "domain:t, day:n, delivery:n"),
                new MovedTable("cohort_sweeps", "rowid", STEP, "domain:t, through_id:i, after_id:i"),
                new MovedTable("corrections", "rowid", STEP, "event:i, delivery:n, class:n"),
                new MovedTable("notices", "delivery", STEP, "delivery:n, address:t, owed:n"),
                new MovedTable("deletions", "day", STEP, "day:n, kind:t, rows:n"),
                new MovedTable("replays", "1", STEP, "spool:i, through:n"),
                new MovedTable("log_positions", "1", STEP, "topic:i, part:n, next:n"),
                new MovedTable("log_hits", "rowid", STEP, "id:i"),
                new MovedTable("log_faults", "1", STEP, "topic:i, part:n, position:n, reason:t"),
                new MovedTable(
                        "messages",
                        "number",
                        20,
                        "number:n, id:i, created_at:n, campaign:t, content:b, key:b, digest:n, sender:t, privacy:n"),
                new MovedTable("message_views", "message", STEP, "message:n, ended_at:n"),
                new MovedTable("archives", "campaign", 1, "campaign:n, id:t, message:i, published_at:n, page:b"),
                new MovedTable("attachments", "rowid", 1, "hash:b, content:b"),
                new MovedTable("message_attachments", "message", STEP, "message:n, position:n, hash:b"),
                new MovedTable(
                        "outbox",
                        "delivery",
                        1_000,
                        "message:n, position:n, delivery:n, data:b, digest:n, due_at:n, began_at:n, ended_at:n, attempts:n,"
                                + " suspicion:n, held_due_at:n, held_campaign:n, server:t, lane:t,"
                                + " send_window:t, pool:n"),
                new MovedTable(
                        "keys",
                        "rowid",
                        STEP,
                        "id:i, name:t, role:t, hash:b, prefix:t, created_at:n, expires_at:n, revoked_at:n, successor:i,"
                                + " ranges:t, campaign_prefix:t, from_domains:t, used_day:t, used_network:t"),
                new MovedTable(
                        "audit",
                        "rowid",
                        STEP,
                        "id:i, chain:i, sequence:n, at:n, actor_kind:t, actor:t, operation:t, target:t, person:b,"
                                + " network:t, status:n, begun:i, hash:b"),
                new MovedTable("audit_chains", "rowid", STEP, "chain:i, first:n, before:b, last:n, head:b, seal:b"),
                new MovedTable("erasures", "rowid", STEP, "hash:b, erased_at:n, keeps:n"),
                new MovedTable("oauth_tokens", "rowid", STEP, "account:t, tokens:t, changed_at:n"),
                new MovedTable(
                        "sender_domains",
                        "rowid",
                        STEP,
                        "domain:t, tracking_url:t, return_path:t, version:n, changed_at:n"),
                new MovedTable(
                        "sender_keys",
                        "rowid",
                        STEP,
                        "domain:t, selector:t, algorithm:t, state:t, public_key:t, private_key:t, created_at:n,"
                                + " changed_at:n"),
                new MovedTable("templates", "rowid", STEP, "name:t, version:n"),
                new MovedTable(
                        "template_versions", "rowid", 10, "name:t, version:n, content:b, at:n, actor_kind:t, actor:t"),
                new MovedTable(
                        "network_lists",
                        "rowid",
                        1,
                        "name:t, version:t, network:n, ranges:n, hash:b, adopted_at:n, text:b"));
    }

    /** Moved after all others, whose rows are nothing new to webhooks. */
    private static Stream<MovedTable> webhooks() {
        return Stream.of(
                new MovedTable(
                        "webhooks",
                        "number",
                        STEP,
                        "number:n, id:i, url:t, description:t, types:t, people:n, campaign:t, addresses:n, per_second:n,"
                                + " secrets:t, state:t, reason:t, created_at:n, failures:n, failing_since:n, retry_at:n"),
                new MovedTable(
                        "webhook_causes",
                        "number",
                        STEP,
                        "number:n, type:t, at:n, delivery:n, person:n, message:i, status:t, detail:t, erased:b"),
                new MovedTable(
                        "webhook_events",
                        "number",
                        1_000,
                        "number:n, id:i, type:t, at:n, delivery:n, person:n, payload:t"),
                new MovedTable(
                        "webhook_queue",
                        "event",
                        1_000,
                        "endpoint:n, event:n, subject:n, due_at:n, attempts:n, failed:n"),
                new MovedTable(
                        "webhook_attempts",
                        "number",
                        1_000,
                        "number:n, endpoint:n, event:n, attempt:n, at:n, millis:n, status:n, answer:t"),
                new MovedTable("webhook_verdicts", "delivery", STEP, "delivery:n, event:i, class:n, ruleset:t, at:n"),
                new MovedTable("webhook_types", "length(type)", STEP, "type:t"));
    }

    static final MovedTable UNJUDGED = new MovedTable("unjudged", "delivery", STEP, "delivery:n");

    /** The name under which the progress is stored. */
    String part() {
        return condition.isEmpty() ? name : name + " where " + condition + "true";
    }

    List<String> names() {
        return Stream.of(columns.split(", ", -1))
                .map(column -> column.substring(0, column.indexOf(':')))
                .toList();
    }

    char type(int column) {
        String declared = columns.split(", ", -1)[column];
        return declared.charAt(declared.length() - 1);
    }

    String select() {
        return "select " + String.join(", ", names()) + " from " + name + " where " + condition + key + " > ? and "
                + key + " <= ?";
    }

    String insert() {
        return "insert into " + name + " (" + String.join(", ", names()) + ") overriding system value values "
                + RowBatch.rows(1, names().size());
    }
}
