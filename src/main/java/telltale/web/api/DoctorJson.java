package telltale.web.api;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.List;
import telltale.doctor.Finding;
import telltale.doctor.Report;
import telltale.doctor.Requirement;
import telltale.web.http.RecordJson;

/** The JSON of an examination by the self-test. */
public record DoctorJson(
        Instant startedAt, Instant endedAt, String level, List<Item> findings, List<Condition> requirements) {
    /** The JSON of a report. */
    static DoctorJson of(Report report) {
        return new DoctorJson(
                report.startedAt(),
                report.endedAt(),
                report.level().wireName(),
                report.findings().stream().map(Item::of).toList(),
                report.requirements().stream().map(Condition::of).toList());
    }

    /** The JSON of a report, as the API answers it. */
    public static JsonObject object(Report report) {
        return RecordJson.object(of(report));
    }

    /** One finding. */
    record Item(
            String id, String level, String subject, String seen, String meaning, String remedy, String documentation) {
        static Item of(Finding finding) {
            return new Item(
                    finding.type().wireName(),
                    finding.level().wireName(),
                    finding.subject(),
                    finding.seen(),
                    finding.type().explanation().meaning(),
                    finding.type().explanation().remedy(),
                    finding.type().documentation());
        }
    }

    /** One requirement of mailbox providers. */
    record Condition(String id, String text, String answer, String reason) {
        static Condition of(Requirement requirement) {
            return new Condition(
                    requirement.id(), requirement.text(), requirement.answer().wireName(), requirement.reason());
        }
    }
}
