package telltale.web.api;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.Persons.Suppressed;
import telltale.web.api.CsvColumns.Field;
import telltale.web.api.ParsedSuppressions.SkippedLine;

/** A parser for a suppression list in CSV (RFC 4180), separated by commas or, like Excel in much of Europe, semicolons. */
final class SuppressionCsv {
    /** A line break in a quoted cell, with the white space around it. */
    private static final Pattern LINE_BREAK = Pattern.compile("[ \\t]*+[\\r\\n][ \\t\\r\\n]*+");

    private final SuppressionImport parser;
    private final ParsedSuppressions.Builder list = new ParsedSuppressions.Builder();
    private @Nullable CsvColumns columns;

    private SuppressionCsv(SuppressionImport parser) {
        this.parser = parser;
    }

    /**
     * Parses a list without a byte order mark.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    static ParsedSuppressions parse(String body, SuppressionImport parser) {
        SuppressionCsv csv = new SuppressionCsv(parser);
        try (CsvReader<CsvRecord> records = reader(body)) {
            records.forEach(csv::add);
        } catch (CsvParseException malformed) {
            // Its message may contain the line and its address.
            throw new InvalidInputException(
                    "body", "the body is not well-formed CSV after " + csv.list.size() + " lines");
        } catch (IOException impossible) {
            throw new UncheckedIOException("CSV that is in memory cannot be read", impossible);
        }
        return csv.list.build(csv.columns == null ? List.of() : csv.columns.ignored());
    }

    /** A quote that is never closed would make all further lines part of its cell. */
    private static CsvReader<CsvRecord> reader(String body) {
        return CsvReader.builder()
                .fieldSeparator(separator(body))
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(true)
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(body);
    }

    /**
     * The first comma or semicolon outside of quotes in the first line with text. The first cell is an address or a column
     * name, and neither can contain one.
     */
    private static char separator(String body) {
        boolean isQuoted = false;
        for (int i = body.length() - body.stripLeading().length(); i < body.length(); i++) {
            char c = body.charAt(i);
            isQuoted ^= c == '"';
            if (!isQuoted && (c == ',' || c == ';')) {
                return c;
            }
            if (!isQuoted && (c == '\r' || c == '\n')) {
                break;
            }
        }
        return ',';
    }

    private void add(CsvRecord record) {
        long line = record.getStartingLineNumber();
        List<String> cells = CsvColumns.cells(record.getFields());
        if (cells.isEmpty()) {
            list.skip(line, SkippedLine.BLANK);
        } else if (columns == null) {
            addFirst(line, cells);
        } else {
            addEntry(line, cells, columns);
        }
    }

    private void addFirst(long line, List<String> cells) {
        Optional<CsvColumns> header = ParsedSuppressions.at(line, () -> CsvColumns.ofHeader(cells));
        CsvColumns found = header.orElse(CsvColumns.DEFAULT);
        columns = found;
        if (header.isPresent()) {
            list.skip(line, SkippedLine.HEADER);
        } else {
            addEntry(line, cells, found);
        }
    }

    private void addEntry(long line, List<String> cells, CsvColumns order) {
        list.add(line, () -> entry(cells, order));
    }

    /** A reason over several lines, such as a server's reply, becomes one line. */
    private Suppressed entry(List<String> cells, CsvColumns order) {
        String reason = order.cell(cells, Field.REASON);
        return parser.parse(
                order.cell(cells, Field.ADDRESS),
                order.cell(cells, Field.SCOPE),
                order.cell(cells, Field.TOPIC),
                reason == null ? null : LINE_BREAK.matcher(reason).replaceAll(" "));
    }
}
