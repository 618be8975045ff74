package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.web.api.ImportedList.SkippedLine;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.StrictJson;

/** The formats of imported lists: NDJSON, and CSV with the columns of a list. An import is atomic, so its length is bounded. */
final class ImportText {
    static final String ADDRESS = "address";

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** An address as {@link EmailAddress#masked} writes it. */
    private static final Pattern MASKED = Pattern.compile("\\P{Cn}\\*\\*\\*@.*");

    private ImportText() {}

    /**
     * Parses the body of a request, by its media type.
     *
     * @param json parses NDJSON
     * @param csv parses CSV
     */
    static <T> ImportedList<T> read(
            HttpServletRequest request, Function<String, ImportedList<T>> json, Function<String, ImportedList<T>> csv)
            throws IOException, ProblemException {
        return switch (Fields.mediaType(request)) {
            case "application/x-ndjson" -> json.apply(Fields.body(request));
            case "text/csv" -> csv.apply(Fields.body(request));
            default ->
                throw new ProblemException(new Problem(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send application/x-ndjson or text/csv, in UTF-8."));
        };
    }

    /**
     * Parses NDJSON.
     *
     * @param parser reads the object of a line
     * @throws InvalidInputException naming the first invalid lines
     */
    static <T> ImportedList<T> json(String body, Function<JsonBody, T> parser) {
        ImportedList.Builder<T> list = new ImportedList.Builder<>();
        Iterator<String> lines = withoutByteOrderMark(body).lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next();
            if (line.isBlank()) {
                list.skip(number, SkippedLine.BLANK);
            } else {
                list.add(number, () -> parser.apply(JsonBody.of("", StrictJson.read(line))));
            }
        }
        return list.build(List.of());
    }

    /**
     * Parses CSV. A first record that contains only known column names is the header.
     *
     * @param parser reads the cells of a record
     * @throws InvalidInputException naming the first invalid lines
     */
    static <F extends Enum<F>, T> ImportedList<T> csv(
            String body, CsvColumns.Format<F> format, Function<CsvList.Cells<F>, T> parser) {
        if (body.indexOf('\0') >= 0) {
            throw new InvalidInputException("body", "the body contains NUL; it is probably UTF-16, send it in UTF-8");
        }
        return CsvList.parse(withoutByteOrderMark(body), format, parser);
    }

    /**
     * Parses a full address.
     *
     * @throws InvalidInputException if it is missing, masked or no address
     */
    static EmailAddress address(@Nullable String address) {
        if (address == null || address.isBlank()) {
            throw new InvalidInputException(ADDRESS, "address is missing");
        }
        if (MASKED.matcher(address.strip()).matches()) {
            throw new InvalidInputException(
                    ADDRESS, "address is masked, as in exports and responses; the full address is required");
        }
        return checked(ADDRESS, () -> EmailAddress.parse(address));
    }

    /** Reads a value; an error names its field. */
    static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, String.valueOf(invalid.getMessage()));
        }
    }

    private static String withoutByteOrderMark(String body) {
        return body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    }
}
