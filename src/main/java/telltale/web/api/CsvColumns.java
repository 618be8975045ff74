package telltale.web.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/**
 * The columns of a suppression list: those of its header, or address, scope and reason without one.
 *
 * @param fields the field of each column, in order
 * @param ignored the header's names of columns that are not imported
 */
record CsvColumns(List<Field> fields, List<String> ignored) {
    /** The order without a header. */
    static final CsvColumns DEFAULT = new CsvColumns(List.of(Field.ADDRESS, Field.SCOPE, Field.REASON), List.of());

    /** What a column contains. */
    enum Field {
        ADDRESS,
        SCOPE,
        TOPIC,
        REASON,
        /** a date, not imported: a suppression starts with the import */
        DATE
    }

    /** The names that common mail services use, without case, spaces, hyphens and underscores. */
    private static final Map<Field, Set<String>> NAMES = Map.of(
            Field.ADDRESS, Set.of("address", "email", "emailaddress", "mail", "recipient"),
            Field.SCOPE, Set.of("scope"),
            Field.TOPIC, Set.of("topic", "topicname", "list", "listname"),
            Field.REASON, Set.of("reason", "suppressionreason"),
            Field.DATE, Set.of("created", "createdat", "date", "timestamp", "updated", "updatedat", "lastupdatetime"));

    CsvColumns {
        fields = List.copyOf(fields);
        ignored = List.copyOf(ignored);
    }

    /**
     * The columns that a record names; empty if it is no header. A header has no address, and either a name of the address
     * column or known names only.
     *
     * @throws InvalidInputException if it is a header that cannot be used
     */
    static Optional<CsvColumns> ofHeader(List<String> cells) {
        List<Field> fields =
                cells.stream().flatMap(cell -> field(cell).stream()).toList();
        boolean isKnown = fields.size() == cells.size();
        boolean hasAddress = cells.stream().anyMatch(cell -> cell.contains("@"));
        if (hasAddress || (!isKnown && !fields.contains(Field.ADDRESS))) {
            return Optional.empty();
        }
        if (!isKnown) {
            throw invalid("column " + firstUnknown(cells) + " of the header has an unknown name");
        }
        requireOne(fields);
        List<String> dates = cells.stream()
                .filter(cell -> field(cell).equals(Optional.of(Field.DATE)))
                .toList();
        return Optional.of(new CsvColumns(fields, dates));
    }

    /** The number of the first column with an unknown name, from 1. */
    private static int firstUnknown(List<String> cells) {
        int column = 0;
        while (field(cells.get(column)).isPresent()) {
            column++;
        }
        return column + 1;
    }

    private static void requireOne(List<Field> fields) {
        if (!fields.contains(Field.ADDRESS)) {
            throw invalid("the header has no column for the address");
        }
        List<Field> imported =
                fields.stream().filter(field -> field != Field.DATE).toList();
        if (Set.copyOf(imported).size() < imported.size()) {
            throw invalid("the header has two columns for the same field");
        }
    }

    /** The cells of a record, stripped, without the empty ones at its end, which spreadsheets add. */
    static List<String> cells(List<String> record) {
        List<String> cells = new ArrayList<>(record.stream().map(String::strip).toList());
        while (!cells.isEmpty() && cells.get(cells.size() - 1).isEmpty()) {
            cells.remove(cells.size() - 1);
        }
        return cells;
    }

    private static Optional<Field> field(String cell) {
        String name = cell.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
        return NAMES.entrySet().stream()
                .filter(names -> names.getValue().contains(name))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * The text of a field in a record's cells; null if the record does not have it.
     *
     * @throws InvalidInputException if the record has more cells than there are columns
     */
    @Nullable
    String cell(List<String> cells, Field field) {
        if (cells.size() > fields.size()) {
            String names = fields.stream()
                    .map(one -> one.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            throw new InvalidInputException(
                    "body",
                    "it has more cells than columns: " + names + "; quote cells that contain a comma or semicolon");
        }
        int column = fields.indexOf(field);
        return column < 0 || column >= cells.size() ? null : cells.get(column);
    }

    private static InvalidInputException invalid(String sentence) {
        return new InvalidInputException(
                "body", sentence + "; known are address (or email, recipient), scope, topic, reason, and dates");
    }
}
