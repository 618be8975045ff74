import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The file of measurements: one row for each header field of each request, in the order in which it was sent. */
final class Table {
    private static final List<String> HEAD = List.of(
            "# What browsers send, measured by clients/measure over HTTP/1.1. Fields are in the order and case in which they were sent;",
            "# \"target\" and \"other\" stand for the host of the request and for that of the other site. A request without rows was not made.",
            "# program\tversion\tengine\tengine version\ttransport\trequest\theader\tvalue");

    private final Path file;

    Table(Path file) {
        this.file = file;
    }

    /** Replaces the rows of one version of a program. */
    void replace(Version version, List<String> rows) throws IOException {
        List<String> lines = new ArrayList<>(Files.exists(file) ? Files.readAllLines(file) : List.of());
        lines.removeIf(line -> line.startsWith("#") || line.startsWith(version.columns() + "\t"));
        rows.forEach(row -> lines.add(version.columns() + "\t" + row));
        // The sort is stable, so fields stay in their order, and measurements of the same program are together.
        lines.sort((a, b) -> key(a).compareTo(key(b)));
        lines.addAll(0, HEAD);
        Files.write(file, lines);
    }

    private static String key(String line) {
        String[] columns = line.split("\t", 5);
        return String.join("\t", columns[0], columns[1], columns[2], columns[3]);
    }
}
