package telltale.web.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.store.ReportFacts;
import telltale.store.StoredReport;
import telltale.web.http.Identity;

/** A writer of mails that came back as CSV (RFC 4180), safe to be opened in a spreadsheet. */
final class ReportCsv {
    private static final String[] HEADER = {
        "id",
        "receivedAt",
        "source",
        "kind",
        "class",
        "reason",
        "fault",
        "status",
        "action",
        "recipient",
        "diagnostic",
        "messageId",
        "delivery",
        "campaign",
        "match",
        "confidence",
        "corrected",
        "effects",
        "explanation"
    };

    private final Writer out;
    private final CsvWriter csv;
    private final Identity identity;

    /** Writes the names of the columns. */
    ReportCsv(OutputStream out, Identity identity) {
        this.identity = identity;
        this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        this.csv = CsvWriter.builder().build(this.out);
        csv.writeRecord(HEADER);
    }

    /** Writes a line for each report. */
    void write(List<StoredReport> reports) throws IOException {
        for (StoredReport report : reports) {
            csv.writeRecord(
                    cells(ReportJson.of(report, identity), report.facts()).toArray(String[]::new));
        }
        csv.flush();
        out.flush();
    }

    private Stream<String> cells(ReportJson report, ReportFacts facts) {
        return Stream.of(
                        report.id(),
                        report.receivedAt(),
                        report.source(),
                        report.kind(),
                        orEmpty(report.type()),
                        orEmpty(report.reason()),
                        orEmpty(report.fault()),
                        facts.status(),
                        facts.action(),
                        orEmpty(report.recipient()),
                        orEmpty(identity.shown(facts.diagnostic())),
                        facts.messageId(),
                        orEmpty(report.delivery()),
                        orEmpty(report.campaign()),
                        report.match(),
                        orEmpty(report.confidence()),
                        report.corrected(),
                        String.join(" ", report.effects()),
                        report.explanation())
                .map(Object::toString)
                .map(ReportCsv::inert);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * A cell that no spreadsheet takes for a formula: reports are written by strangers. An apostrophe in front is what OWASP
     * recommends against CSV injection.
     */
    static String inert(String cell) {
        return cell.isEmpty() || "=+-@\t\r\n".indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
    }
}
