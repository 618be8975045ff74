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
 * Suppressions as other systems export them: a JSON object a line, or CSV (RFC 4180) with the columns {@code address},
 * {@code scope} and {@code reason}. An import is all or nothing, so its length is bounded.
 */
final class SuppressionImport {
    /** Entries of one import, which are all in memory and in one transaction. */
    static final int MAX_ENTRIES = 50_000;

    private static final String NO_REASON = "by hand";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String ADDRESS = "address";
    private static final String SCOPE = "scope";
    private static final String REASON = "reason";

    /** The columns, in the order that holds where no header names them. */
    private static final List<String> COLUMNS = List.of(ADDRESS, SCOPE, REASON);

    private final Instant now;

    /** @param now when the suppressions begin */
    SuppressionImport(Instant now) {
        this.now = now;
    }

    /**
     * Reads a JSON object from each line, with {@code address} and optionally {@code scope} and {@code reason}.
     *
     * @throws InvalidInputException naming the first line that is wrong
     */
    List<Suppressed> json(String body) {
        List<Suppressed> all = new ArrayList<>();
        Iterator<String> lines = withoutMark(body).lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next();
            if (!line.isBlank()) {
                add(all, number, () -> jsonLine(line));
            }
        }
        return all;
    }

    /**
     * Reads CSV. A first record that holds nothing but names of columns is the header; without one, the order is address,
     * scope, reason.
     *
     * @throws InvalidInputException naming the first line that is wrong
     */
    List<Suppressed> csv(String body) {
        List<Suppressed> all = new ArrayList<>();
        List<String> columns = null;
        try (CsvReader<CsvRecord> records = CsvReader.builder()
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(withoutMark(body))) {
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
            // Its message may repeat the line, and the address in it.
            throw new InvalidInputException("body", "the body is not well-formed CSV after " + all.size() + " entries");
        } catch (IOException impossible) {
            throw new UncheckedIOException("CSV that is in memory cannot be read", impossible);
        }
        return all;
    }

    /**
     * One suppression, checked. Without a scope it is of all mail.
     *
     * @throws InvalidInputException naming what is wrong, and never repeating it
     */
    Suppressed one(@Nullable String address, @Nullable String scope, @Nullable String reason) {
        if (address == null || address.isBlank()) {
            throw new InvalidInputException(ADDRESS, "address is missing");
        }
        Scope wanted = scope == null || scope.isBlank() ? Scope.ALL : checked(SCOPE, () -> Scope.ofWord(scope.strip()));
        String said = reason == null || reason.isBlank() ? NO_REASON : reason.strip();
        return new Suppressed(checked(ADDRESS, () -> EmailAddress.parse(address)), new Suppression(wanted, said, now));
    }

    private static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInputException(field, String.valueOf(wrong.getMessage()));
        }
    }

    private static void add(List<Suppressed> all, long line, Supplier<Suppressed> reading) {
        try {
            if (all.size() == MAX_ENTRIES) {
                throw new InvalidInputException(
                        "body", "an import has at most " + MAX_ENTRIES + " entries; send it in parts");
            }
            all.add(reading.get());
        } catch (InvalidInputException wrong) {
            throw new InvalidInputException(wrong.field(), "line " + line + " is not right: " + wrong.sentence());
        }
    }

    private Suppressed jsonLine(String line) {
        JsonValue value = StrictJson.read(line);
        JsonBody fields = JsonBody.of("", value);
        return one(fields.text(ADDRESS), fields.text(SCOPE), fields.text(REASON));
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
                    "it has more cells than the columns " + String.join(", ", columns)
                            + "; a cell with a comma stands in quotes");
        }
        return one(cell(record, columns, ADDRESS), cell(record, columns, SCOPE), cell(record, columns, REASON));
    }

    private static @Nullable String cell(CsvRecord record, List<String> columns, String name) {
        int column = columns.indexOf(name);
        return column < 0 || column >= record.getFieldCount() ? null : record.getField(column);
    }

    private static String withoutMark(String body) {
        return body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    }
}
