package telltale.web.api;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import telltale.model.InvalidInputException;

/**
 * A parsed list that another system exported.
 *
 * @param skipped the lines that are no entries, in order
 * @param ignoredColumns the columns of a CSV header that are not imported
 */
record ImportedList<T>(List<T> entries, List<SkippedLine> skipped, List<String> ignoredColumns) {
    /** Lines per import, all held in memory; the entries are stored in one transaction. */
    static final int MAX_LINES = 50_000;

    /** Invalid lines that are named at most. */
    static final int MAX_ERRORS = 20;

    ImportedList {
        entries = List.copyOf(entries);
        skipped = List.copyOf(skipped);
        ignoredColumns = List.copyOf(ignoredColumns);
    }

    /**
     * A line that is no entry.
     *
     * @param line its number, from 1
     * @param reason {@link #HEADER} or {@link #BLANK}
     */
    record SkippedLine(long line, String reason) {
        static final String HEADER = "header";
        static final String BLANK = "blank";
    }

    /** The answer to an import. */
    record Result(int added, int unchanged, List<SkippedLine> skipped, List<String> ignoredColumns) {}

    /** The answer to an import of this list; {@code added} entries were new. */
    Result result(int added) {
        return new Result(added, entries.size() - added, skipped, ignoredColumns);
    }

    /** The entries, skipped and invalid lines found so far. */
    static final class Builder<T> {
        private final List<T> entries = new ArrayList<>();
        private final List<SkippedLine> skipped = new ArrayList<>();
        private final List<InvalidInputException> errors = new ArrayList<>();

        /** Adds the entry that a line contains, or else an error that names the line. */
        void add(long line, Supplier<T> reading) {
            try {
                entries.add(at(line, () -> {
                    requireRoom();
                    return reading.get();
                }));
            } catch (InvalidInputException invalid) {
                errors.add(invalid);
                if (errors.size() == MAX_ERRORS) {
                    requireNoErrors();
                }
            }
        }

        private void requireNoErrors() {
            if (!errors.isEmpty()) {
                throw new InvalidInputException(errors);
            }
        }

        void skip(long line, String reason) {
            at(line, () -> {
                requireRoom();
                return skipped.add(new SkippedLine(line, reason));
            });
        }

        private void requireRoom() {
            if (size() == MAX_LINES) {
                throw new InvalidInputException("body", "an import is limited to " + MAX_LINES + " lines; split it");
            }
        }

        /** The number of lines so far. */
        int size() {
            return entries.size() + skipped.size() + errors.size();
        }

        /** @throws InvalidInputException with the first errors, if there are any */
        ImportedList<T> build(List<String> ignoredColumns) {
            requireNoErrors();
            return new ImportedList<>(entries, skipped, ignoredColumns);
        }
    }

    /** Reads a line; an error names it. */
    static <T> T at(long line, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (InvalidInputException invalid) {
            throw new InvalidInputException(invalid.field(), "line " + line + " is invalid: " + invalid.detail());
        }
    }
}
