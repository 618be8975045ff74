package telltale.web.api;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.store.ReportFacts;
import telltale.store.StoredReport;
import telltale.web.http.Identity;
import telltale.web.http.RecordJson;

/** The columns of mails that came back. */
final class ReportCsv {
    private static final List<String> COLUMNS = List.of(
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
            "explanation");

    private ReportCsv() {}

    /** @param identity the caller, whose role decides whether addresses are masked */
    static ListExport.Layout<StoredReport> layout(Identity identity) {
        return new ListExport.Layout<>(
                "returned-mail",
                COLUMNS,
                report -> cells(ReportJson.of(report, identity), report.facts(), identity),
                report -> RecordJson.object(ReportJson.of(report, identity)).toString());
    }

    private static List<String> cells(ReportJson report, ReportFacts facts, Identity identity) {
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
                .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
