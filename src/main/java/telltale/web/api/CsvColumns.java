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
 * The columns of a list: those of its header, or else the usual ones.
 *
 * @param format what the columns of such a list can be
 * @param fields the field of each column, in order
 * @param ignored the header's names of columns that are not imported
 */
record CsvColumns<F extends Enum<F>>(Format<F> format, List<F> fields, List<String> ignored) {
    /**
     * What the columns of a list can be.
     *
     * @param order the columns of a list without a header
     * @param names the names that common mail services use, without case, spaces, hyphens and underscores
     * @param address the field of the address, which every list has
     * @param unused a field that is not imported; null for none
     * @param known the names for messages
     */
    record Format<F extends Enum<F>>(
            List<F> order,
            Map<F, Set<String>> names,
            F address,
            @Nullable F unused,
            String known) {
        Format {
            order = List.copyOf(order);
            names = Map.copyOf(names);
        }

        /** The names of the column with the address. */
        static final Set<String> ADDRESS = Set.of("address", "email", "emailaddress", "mail", "recipient");

        private Optional<F> field(String cell) {
            String name = cell.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
            return names.entrySet().stream()
                    .filter(entry -> entry.getValue().contains(name))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }

        private InvalidInputException invalid(String sentence) {
            return new InvalidInputException("body", sentence + "; known are " + known);
        }
    }

    CsvColumns {
        fields = List.copyOf(fields);
        ignored = List.copyOf(ignored);
    }

    /** The columns of a list without a header. */
    static <F extends Enum<F>> CsvColumns<F> withoutHeader(Format<F> format) {
        return new CsvColumns<>(format, format.order(), List.of());
    }

    /**
     * The columns that a record names; empty if it is no header. A header has no address, and either a name of the address
     * column or known names only.
     *
     * @throws InvalidInputException if it is a header that cannot be used
     */
    static <F extends Enum<F>> Optional<CsvColumns<F>> ofHeader(Format<F> format, List<String> cells) {
        List<F> fields =
                cells.stream().flatMap(cell -> format.field(cell).stream()).toList();
        boolean isKnown = fields.size() == cells.size();
        boolean hasAddress = cells.stream().anyMatch(cell -> cell.contains("@"));
        if (hasAddress || (!isKnown && !fields.contains(format.address()))) {
            return Optional.empty();
        }
        if (!isKnown) {
            throw format.invalid("column " + firstUnknown(format, cells) + " of the header has an unknown name");
        }
        requireOne(format, fields);
        List<String> unused = cells.stream()
                .filter(cell -> format.field(cell)
                        .filter(field -> field == format.unused())
                        .isPresent())
                .toList();
        return Optional.of(new CsvColumns<>(format, fields, unused));
    }

    /** The number of the first column with an unknown name, from 1. */
    private static int firstUnknown(Format<?> format, List<String> cells) {
        int column = 0;
        while (format.field(cells.get(column)).isPresent()) {
            column++;
        }
        return column + 1;
    }

    private static <F extends Enum<F>> void requireOne(Format<F> format, List<F> fields) {
        if (!fields.contains(format.address())) {
            throw format.invalid("the header has no column for the address");
        }
        List<F> imported =
                fields.stream().filter(field -> field != format.unused()).toList();
        if (Set.copyOf(imported).size() < imported.size()) {
            throw format.invalid("the header has two columns for the same field");
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

    /**
     * The text of a field in a record's cells; null if the record does not have it.
     *
     * @throws InvalidInputException if the record has more cells than there are columns
     */
    @Nullable
    String cell(List<String> cells, F field) {
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
}
