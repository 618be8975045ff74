package telltale.web.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.assessment.EventVerdicts;
import telltale.assessment.JudgedEvent;
import telltale.assessment.VerdictFilter;
import telltale.store.EventCursor;
import telltale.store.EventHistory;
import telltale.store.EventPage;
import telltale.store.EventQuery;
import telltale.web.http.ExportSource;

/** All events of a query as NDJSON or CSV, a part at a time. */
final class EventExport implements ExportSource {
    /** The formats of an export. */
    enum Format {
        NDJSON("application/x-ndjson", "ndjson"),
        CSV("text/csv;charset=utf-8", "csv");

        final String mediaType;
        final String extension;

        Format(String mediaType, String extension) {
            this.mediaType = mediaType;
            this.extension = extension;
        }
    }

    private final EventHistory history;
    private final EventVerdicts verdicts;
    private final VerdictFilter filter;
    private final Format format;
    private @Nullable EventQuery next;
    private boolean isBegun;

    EventExport(EventHistory history, EventVerdicts verdicts, EventQuery query, VerdictFilter filter, Format format) {
        this.history = history;
        this.verdicts = verdicts;
        this.filter = filter;
        this.format = format;
        this.next = query;
    }

    @Override
    public byte @Nullable [] next() {
        EventQuery query = next;
        if (query == null) {
            return null;
        }
        EventPage page = history.page(query);
        EventCursor cursor = page.next();
        next = cursor == null ? null : query.after(cursor);
        List<JudgedEvent> chosen = verdicts.judge(page.events()).stream()
                .filter(judged -> filter.accepts(judged.verdict()))
                .toList();
        return (format == Format.CSV ? csv(chosen) : ndjson(chosen)).getBytes(StandardCharsets.UTF_8);
    }

    private String ndjson(List<JudgedEvent> events) {
        StringBuilder lines = new StringBuilder();
        events.forEach(
                judged -> lines.append(ListedEventJson.line(judged, verdicts)).append('\n'));
        return lines.toString();
    }

    private String csv(List<JudgedEvent> events) {
        StringWriter lines = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(lines)) {
            if (!isBegun) {
                csv.writeRecord(ListedEventJson.CSV_HEADER);
                isBegun = true;
            }
            events.forEach(judged ->
                    csv.writeRecord(ListedEventJson.of(judged, verdicts).cells()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return lines.toString();
    }
}
