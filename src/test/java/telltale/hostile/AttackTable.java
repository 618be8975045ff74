package telltale.hostile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of attacks in the documentation; a run fills in one of its columns. */
final class AttackTable {
    private static final Path DOCUMENT = Path.of("docs", "BENCHMARKS.md");
    private static final String BEGINNING = "| attack | what it does | ";

    private AttackTable() {}

    /**
     * Writes the summaries of the attacks into a column.
     *
     * @param column the title of the column
     * @throws IllegalStateException if the document has no such table or column
     */
    static void fill(String column, List<AttackReport> reports) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(DOCUMENT));
        int header = 0;
        while (header < lines.size() && !lines.get(header).startsWith(BEGINNING)) {
            header++;
        }
        int index = header < lines.size() ? cells(lines.get(header)).indexOf(column) : -1;
        if (index < 0) {
            throw new IllegalStateException(DOCUMENT + " has no table of attacks with a column " + column);
        }
        for (AttackReport report : reports) {
            fill(lines, header, index, report);
        }
        Files.write(DOCUMENT, lines);
    }

    private static void fill(List<String> lines, int header, int column, AttackReport report) {
        int end = header + 2;
        while (end < lines.size() && lines.get(end).startsWith("|")) {
            List<String> cells = cells(lines.get(end));
            if (cells.get(0).equals(report.attack().toString())) {
                cells.set(column, report.summary());
                lines.set(end, line(cells));
                return;
            }
            end++;
        }
        List<String> cells = new ArrayList<>(cells(lines.get(header)));
        cells.replaceAll(title -> "");
        cells.set(0, report.attack().toString());
        cells.set(1, report.attack().description());
        cells.set(column, report.summary());
        lines.add(end, line(cells));
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.strip().substring(1, line.strip().length() - 1).split("\\|", -1)) {
            cells.add(cell.strip());
        }
        return cells;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
