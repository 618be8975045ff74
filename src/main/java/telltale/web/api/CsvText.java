package telltale.web.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as CSV (RFC 4180), safe to be opened in a spreadsheet. */
final class CsvText {
    private CsvText() {}

    /** The lines of some records. */
    static String of(List<? extends Collection<String>> records) {
        StringWriter lines = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(lines)) {
            records.forEach(
                    cells -> csv.writeRecord(cells.stream().map(CsvText::inert).toList()));
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be written", impossible);
        }
        return lines.toString();
    }

    /**
     * A cell that no spreadsheet takes for a formula: strangers write some of them. An apostrophe in front is what OWASP recommends
     * against CSV injection.
     */
    static String inert(String cell) {
        return cell.isEmpty() || "=+-@\t\r\n".indexOf(cell.charAt(0)) < 0 ? cell : "'" + cell;
    }

    /** The cells of an object by the names of its members; those of a nested object are named by their path. */
    static Map<String, String> cells(JsonObject object) {
        Map<String, String> cells = new LinkedHashMap<>();
        flatten("", object, cells);
        return cells;
    }

    private static void flatten(String path, JsonObject object, Map<String, String> cells) {
        object.forEach((name, value) -> {
            if (value instanceof JsonObject nested) {
                flatten(path + name + "_", nested, cells);
            } else {
                cells.put(path + name, text(value));
            }
        });
    }

    private static String text(JsonValue value) {
        if (value == JsonValue.NULL) {
            return "";
        }
        return value instanceof JsonString text ? text.getString() : value.toString();
    }
}
