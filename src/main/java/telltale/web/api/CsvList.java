package telltale.web.api;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.web.api.ImportedList.SkippedLine;

/** A parser for a list in CSV (RFC 4180), separated by commas or, like Excel in much of Europe, semicolons. */
final class CsvList<F extends Enum<F>, T> {
    /** A line break in a quoted cell, with the white space around it. */
    private static final Pattern LINE_BREAK = Pattern.compile("[ \\t]*+[\\r\\n][ \\t\\r\\n]*+");

    private final CsvColumns.Format<F> format;
    private final Function<Cells<F>, T> parser;
    private final ImportedList.Builder<T> list = new ImportedList.Builder<>();
    private @Nullable CsvColumns<F> columns;

    private CsvList(CsvColumns.Format<F> format, Function<Cells<F>, T> parser) {
        this.format = format;
        this.parser = parser;
    }

    /** The cells of an entry. */
    record Cells<F extends Enum<F>>(CsvColumns<F> columns, List<String> texts) {
        /** The text of a field; null if the entry does not have it. */
        @Nullable
        String text(F field) {
            return columns.cell(texts, field);
        }

        /** The text of a field in one line, such as a server's reply over several lines; null if there is none. */
        @Nullable
        String line(F field) {
            String text = text(field);
            return text == null ? null : LINE_BREAK.matcher(text).replaceAll(" ");
        }
    }

    /**
     * Parses a list without a byte order mark.
     *
     * @param parser reads an entry
     * @throws InvalidInputException naming the first invalid lines
     */
    static <F extends Enum<F>, T> ImportedList<T> parse(
            String body, CsvColumns.Format<F> format, Function<Cells<F>, T> parser) {
        CsvList<F, T> csv = new CsvList<>(format, parser);
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
        Optional<CsvColumns<F>> header = ImportedList.at(line, () -> CsvColumns.ofHeader(format, cells));
        CsvColumns<F> found = header.orElseGet(() -> CsvColumns.withoutHeader(format));
        columns = found;
        if (header.isPresent()) {
            list.skip(line, SkippedLine.HEADER);
        } else {
            addEntry(line, cells, found);
        }
    }

    private void addEntry(long line, List<String> cells, CsvColumns<F> order) {
        list.add(line, () -> parser.apply(new Cells<>(order, cells)));
    }
}
