package telltale.web.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.intake.IntakeMetrics;
import telltale.intake.ListenerCounts;
import telltale.intake.MailboxStatus;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Uuid7;
import telltale.pace.PaceMetrics;
import telltale.recording.ListLog;
import telltale.recording.LogTransfer;
import telltale.recording.RecordingMetrics;
import telltale.recording.ShardMetrics;
import telltale.sending.SendingMetrics;
import telltale.settings.NotificationSettings;
import telltale.settings.Secret;
import telltale.smtp.SmtpMetrics;
import telltale.sns.SnsHttp;
import telltale.store.AttemptResult;
import telltale.store.ReadCopy;
import telltale.store.ShardUpkeep;
import telltale.stream.StreamMetrics;
import telltale.submission.SubmissionCounts;
import telltale.submission.SubmissionMetrics;
import telltale.web.api.ServedApi;
import telltale.web.notifications.Providers;
import telltale.webhooks.WebhookMetrics;

/** Compares the Grafana dashboard and the document of the metrics with the metrics that are exported. */
class DashboardTest {
    private static final Path DASHBOARD = Path.of("docker/grafana-dashboard.json");
    private static final Path DOCUMENT = Path.of("docs/METRICS.md");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)(?:\\{(.*)\\})?");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:telltale|jvm)_[a-z_]+)(?:\\{([^}]*)\\})?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+) ?(?:=~|!~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without) \\(([^)]*)\\)");
    /** The labels that Prometheus adds to each target. */
    private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

    @Test
    void everyQueryUsesExportedMetricsAndLabels(@TempDir Path folder) throws Exception {
        Map<String, Set<String>> exported = labels(exposition(folder));
        List<String> queries = queries();
        assertTrue(queries.size() > 20, queries::toString);
        queries.forEach(query -> check(query, exported));
    }

    @Test
    void everyMetricIsInTheDocumentWithItsType(@TempDir Path folder) throws Exception {
        Map<String, String> types = exposition(folder).types();
        Map<String, String> documented = new HashMap<>();
        Pattern row = Pattern.compile("\\| `([a-z_]+)` \\| (counter|gauge|histogram) \\|.*");
        Files.readAllLines(DOCUMENT).forEach(line -> {
            Matcher matcher = row.matcher(line);
            if (matcher.matches()) {
                documented.put(matcher.group(1), matcher.group(2));
            }
        });

        assertEquals(types, documented);
    }

    @Test
    void everyPanelUsesTheDataSourceThatTheImportAsksFor() throws IOException {
        JsonObject dashboard = dashboard();
        assertEquals(
                "DS_PROMETHEUS",
                dashboard.getJsonArray("__inputs").getJsonObject(0).getString("name"));
        Set<Integer> ids = new TreeSet<>();
        for (JsonObject panel : panels(dashboard)) {
            assertTrue(ids.add(panel.getInt("id")), () -> "a second panel with the id of " + panel.getString("title"));
            if (!panel.getString("type").equals("row")) {
                assertEquals(
                        "${DS_PROMETHEUS}", panel.getJsonObject("datasource").getString("uid"));
            }
        }
    }

    private static void check(String query, Map<String, Set<String>> exported) {
        Set<String> known = new TreeSet<>(TARGET_LABELS);
        Matcher selector = SELECTOR.matcher(query);
        assertTrue(selector.find(), query);
        do {
            Set<String> labels = exported.get(selector.group(1));
            assertTrue(labels != null, () -> "not exported: " + query);
            known.addAll(labels);
            Matcher label = LABEL.matcher(selector.group(2) == null ? "" : selector.group(2));
            while (label.find()) {
                String name = label.group(1);
                assertTrue(labels.contains(name) || TARGET_LABELS.contains(name), () -> name + " in " + query);
            }
            assertFalse(query.contains("histogram_quantile") && !labels.contains("le"), () -> "no buckets: " + query);
        } while (selector.find());
        Matcher grouping = GROUPING.matcher(query);
        while (grouping.find()) {
            List<String> names = List.of(grouping.group(1).split(", *"));
            assertTrue(known.containsAll(names), () -> names + " in " + query);
            assertEquals(query.contains("histogram_quantile"), names.contains("le"), query);
        }
    }

    /** The metrics of all parts, each with at least one sample. */
    private static Scrape exposition(Path folder) throws Exception {
        NotificationSettings notifications =
                new NotificationSettings(null, null, new Secret("key"), NotificationSettings.Logins.NONE);
        Providers providers = Providers.of(notifications, new SnsHttp(), Clock.systemUTC());
        try (ServedApi api = new ServedApi(folder, Instant.EPOCH, providers)) {
            var unused = new SmtpMetrics(api.registry);
            StreamMetrics.register(api.registry, api.streams);
            RecordingMetrics.registerUnknownProfiles(api.registry, () -> 0);
            RecordingMetrics.register(api.registry, copy());
            RecordingMetrics.register(
                    api.registry,
                    new ListLog(),
                    new LogTransfer(api.store.logReplay(), Duration.ofDays(1), Clock.systemUTC()));
            ShardMetrics.register(api.registry, new IdleShard());
            DeliveryId id = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(42)));
            new SendingMetrics(api.registry)
                    .count(new AttemptResult(id, 1, DeliveryState.FAILED, Instant.EPOCH, "", null, null), null, "main");
            IntakeMetrics.register(
                    api.registry,
                    () -> List.of(new MailboxStatus("INBOUND_URL", "imaps://imap.example.com/INBOX", null, null, 0)),
                    new ListenerCounts());
            SubmissionMetrics.register(api.registry, new SubmissionCounts());
            var unusedPace = new PaceMetrics(api.registry);
            new WebhookMetrics(api.registry).attempted(true, Duration.ZERO);
            new BacklogMetrics(api.registry, api.store.outbox(), api.store.judgements(), Clock.systemUTC()).step();
            return Scrape.parse(api.get("metrics").body());
        }
    }

    private static ReadCopy copy() {
        return new ReadCopy() {
            @Override
            public ReadCopy.State state() {
                return new ReadCopy.State(Optional.of(Duration.ZERO), true);
            }

            @Override
            public Duration step() {
                return Duration.ofSeconds(1);
            }
        };
    }

    /** A further database for which nothing waits. */
    private static final class IdleShard implements ShardUpkeep {
        @Override
        public List<Integer> shards() {
            return List.of(1);
        }

        @Override
        public Duration step(int shard) {
            return Duration.ZERO;
        }

        @Override
        public Duration count() {
            return Duration.ZERO;
        }

        @Override
        public List<ShardUpkeep.State> states() {
            return List.of(new ShardUpkeep.State(1, true, true, Optional.of(Duration.ZERO), 0, 0));
        }

        @Override
        public long unknown() {
            return 0;
        }

        @Override
        public long rejected() {
            return 0;
        }
    }

    private static Map<String, Set<String>> labels(Scrape scrape) {
        Map<String, Set<String>> labels = new HashMap<>();
        scrape.samples().keySet().forEach(sample -> {
            Matcher matcher = SAMPLE.matcher(sample);
            assertTrue(matcher.matches(), sample);
            Set<String> names = labels.computeIfAbsent(matcher.group(1), name -> new TreeSet<>());
            Matcher label = Pattern.compile("([a-z_]+)=\"").matcher(matcher.group(2) == null ? "" : matcher.group(2));
            while (label.find()) {
                names.add(label.group(1));
            }
        });
        return labels;
    }

    private static List<String> queries() throws IOException {
        JsonObject dashboard = dashboard();
        List<String> queries = new ArrayList<>();
        for (JsonObject panel : panels(dashboard)) {
            JsonArray targets = panel.getJsonArray("targets");
            if (targets != null) {
                targets.getValuesAs(JsonObject.class).forEach(target -> queries.add(target.getString("expr")));
            }
        }
        return queries;
    }

    private static JsonObject dashboard() throws IOException {
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(DASHBOARD))) {
            return reader.readObject();
        }
    }

    private static List<JsonObject> panels(JsonObject dashboard) {
        return dashboard.getJsonArray("panels").getValuesAs(JsonObject.class);
    }
}
