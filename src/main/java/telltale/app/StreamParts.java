package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import telltale.assessment.EventVerdicts;
import telltale.store.EventFeed;
import telltale.stream.EventStreams;
import telltale.stream.StreamMetrics;
import telltale.stream.StreamTimes;
import telltale.web.api.EventsApi;

/** The parts that list and stream events with their verdicts. */
final class StreamParts {
    private static final Duration RETENTION_INTERVAL = Duration.ofMinutes(1);

    final EventVerdicts verdicts;
    final EventStreams streams;

    StreamParts(RecordingParts recording, Lifecycle lifecycle, PrometheusRegistry registry) {
        EventFeed feed = recording.store.eventFeed();
        verdicts = new EventVerdicts(recording.store.judgements(), recording.assessment);
        streams = new EventStreams(feed, verdicts, judged -> EventsApi.line(judged, verdicts), StreamTimes.DEFAULT);
        lifecycle.schedule("stream", Duration.ZERO, streams::step);
        lifecycle.schedule("stream-catch-up", Duration.ZERO, streams::catchUp);
        lifecycle.schedule("feed-retention", RETENTION_INTERVAL, () -> deleteOld(feed));
        // Closed first, so that clients connect to another node at once.
        lifecycle.closeLater(streams);
        StreamMetrics.register(registry, streams);
    }

    private static Duration deleteOld(EventFeed feed) {
        return feed.deleteOld() > 0 ? Duration.ofSeconds(1) : RETENTION_INTERVAL;
    }
}
