package telltale.web.api;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.Persons.Suppressed;
import telltale.web.http.JsonBody;
import telltale.web.http.StrictJson;

/**
 * A parser for suppression lists exported by other systems: NDJSON, or CSV (RFC 4180) with the columns {@code address},
 * {@code scope} and {@code reason}. An import is atomic, so its length is bounded.
 */
final class SuppressionImport {
    /** Entries per import, all held in memory and stored in one transaction. */
    static final int MAX_ENTRIES = 50_000;

    private static final String DEFAULT_REASON = "manual";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String ADDRESS = "address";
    private static final String SCOPE = "scope";
    private static final String REASON = "reason";

    /** The columns in their default order, used without a header. */
    private static final List<String> COLUMNS = List.of(ADDRESS, SCOPE, REASON);

    private final Instant now;

    /** @param now the start of the suppressions */
    SuppressionImport(Instant now) {
        this.now = now;
    }

    /**
     * Parses NDJSON with {@code address} and optionally {@code scope} and {@code reason}.
     *
     * @throws InvalidInputException naming the first invalid line
     */
    List<Suppressed> json(String body) {
        List<Suppressed> all = new ArrayList<>();
        Iterator<String> lines = withoutByteOrderMark(body).lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next();
            if (!line.isBlank()) {
                add(all, number, () -> jsonLine(line));
            }
        }
        return all;
    }

    /**
     * Parses CSV. A first record that contains only column names is the header; without one, the order is address, scope,
     * reason.
     *
     * @throws InvalidInputException naming the first invalid line
     */
    List<Suppressed> csv(String body) {
        List<Suppressed> all = new ArrayList<>();
        List<String> columns = null;
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(withoutByteOrderMark(body))) {
            for (CsvRecord record : records) {
                if (columns == null) {
                    List<String> names = names(record);
                    columns = isHeader(names) ? names : COLUMNS;
                    if (columns == names) {
                        continue;
                    }
                }
                List<String> order = columns;
                add(all, record.getStartingLineNumber(), () -> csvRecord(record, order));
            }
        } catch (CsvParseException malformed) {
            // Its message may contain the line and its address.
            throw new InvalidInputException("body", "the body is not well-formed CSV after " + all.size() + " entries");
        } catch (IOException impossible) {
            throw new UncheckedIOException("CSV that is in memory cannot be read", impossible);
        }
        return all;
    }

    /**
     * Parses one suppression; the default scope is all mail.
     *
     * @throws InvalidInputException naming the invalid field without its value
     */
    Suppressed parse(@Nullable String address, @Nullable String scope, @Nullable String reason) {
        if (address == null || address.isBlank()) {
            throw new InvalidInputException(ADDRESS, "address is missing");
        }
        Scope parsedScope =
                scope == null || scope.isBlank() ? Scope.ALL : checked(SCOPE, () -> Scope.ofWireName(scope.strip()));
        String text = reason == null || reason.isBlank() ? DEFAULT_REASON : reason.strip();
        return new Suppressed(
                checked(ADDRESS, () -> EmailAddress.parse(address)), new Suppression(parsedScope, text, now));
    }

    private static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, String.valueOf(invalid.getMessage()));
        }
    }

    private static void add(List<Suppressed> all, long line, Supplier<Suppressed> reading) {
        try {
            if (all.size() == MAX_ENTRIES) {
                throw new InvalidInputException(
                        "body", "an import is limited to " + MAX_ENTRIES + " entries; split it");
            }
            all.add(reading.get());
        } catch (InvalidInputException invalid) {
            throw new InvalidInputException(invalid.field(), "line " + line + " is invalid: " + invalid.detail());
        }
    }

    private Suppressed jsonLine(String line) {
        JsonValue value = StrictJson.read(line);
        JsonBody fields = JsonBody.of("", value);
        return parse(fields.text(ADDRESS), fields.text(SCOPE), fields.text(REASON));
    }

    private static List<String> names(CsvRecord record) {
        return record.getFields().stream()
                .map(cell -> cell.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static boolean isHeader(List<String> names) {
        return names.contains(ADDRESS)
                && COLUMNS.containsAll(names)
                && names.stream().distinct().count() == names.size();
    }

    private Suppressed csvRecord(CsvRecord record, List<String> columns) {
        if (record.getFieldCount() > columns.size()) {
            throw new InvalidInputException(
                    "body",
                    "it has more cells than columns: " + String.join(", ", columns)
                            + "; quote cells that contain a comma");
        }
        return parse(cell(record, columns, ADDRESS), cell(record, columns, SCOPE), cell(record, columns, REASON));
    }

    private static @Nullable String cell(CsvRecord record, List<String> columns, String name) {
        int column = columns.indexOf(name);
        return column < 0 || column >= record.getFieldCount() ? null : record.getField(column);
    }

    private static String withoutByteOrderMark(String body) {
        return body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    }
}
