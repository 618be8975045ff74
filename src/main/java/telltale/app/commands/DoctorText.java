package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints a report of the self-test: what is wrong first, then what could not be checked, then what is right. */
final class DoctorText {
    private static final List<String> ORDER = List.of("error", "warning", "unknown", "ok");

    private DoctorText() {}

    /** @param report the JSON that the API answers */
    static void print(JsonObject report, PrintStream out) {
        List<JsonObject> findings = report.getJsonArray("findings").getValuesAs(JsonObject.class);
        for (String level : ORDER) {
            findings.stream()
                    .filter(finding -> finding.getString("level").equals(level))
                    .forEach(finding -> printFinding(finding, out));
        }
        if (report.containsKey("fetches")) {
            printFetches(report, out);
        } else {
            printRequirements(report, out);
        }
    }

    private static void printFetches(JsonObject report, PrintStream out) {
        for (JsonObject fetch : report.getJsonArray("fetches").getValuesAs(JsonObject.class)) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %s: %s here, %s from its own network%n",
                    fetch.getString("fetched"),
                    fetch.getString("client"),
                    fetch.isNull("here") ? "not recorded" : verdict(fetch.getJsonObject("here")),
                    verdict(fetch.getJsonObject("there")));
        }
    }

    private static String verdict(JsonObject verdict) {
        return verdict.getString("class") + " (" + verdict.getString("confidence") + ")";
    }

    private static void printRequirements(JsonObject report, PrintStream out) {
        out.println();
        out.println("What Gmail, Yahoo and Microsoft require of bulk senders:");
        report.getJsonArray("requirements")
                .getValuesAs(JsonObject.class)
                .forEach(requirement -> out.printf(
                        Locale.ROOT,
                        "  %-8s %s (%s)%n",
                        requirement.getString("answer"),
                        requirement.getString("text"),
                        requirement.getString("reason")));
    }

    private static void printFinding(JsonObject finding, PrintStream out) {
        String level = finding.getString("level");
        out.printf(
                Locale.ROOT,
                "%-8s %s %s: %s%n",
                level,
                finding.getString("id"),
                finding.getString("subject"),
                finding.getString("seen"));
        if (!level.equals("ok")) {
            out.println("         " + finding.getString("meaning"));
            out.println("         " + finding.getString("remedy"));
        }
    }
}
