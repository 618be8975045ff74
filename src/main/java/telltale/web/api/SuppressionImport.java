package telltale.web.api;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.Persons.Suppressed;
import telltale.web.api.ParsedSuppressions.SkippedLine;
import telltale.web.http.JsonBody;
import telltale.web.http.StrictJson;

/**
 * A parser for suppression lists exported by other systems: NDJSON, or CSV with the columns of {@link CsvColumns}. An
 * import is atomic, so its length is bounded.
 */
final class SuppressionImport {
    private static final String DEFAULT_REASON = "manual";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String ADDRESS = "address";
    private static final String SCOPE = "scope";
    private static final String TOPIC = "topic";
    private static final String REASON = "reason";

    /** An address as {@link EmailAddress#masked} writes it. */
    private static final Pattern MASKED = Pattern.compile("\\P{Cn}\\*\\*\\*@.*");

    private final Instant now;

    /** @param now the start of the suppressions */
    SuppressionImport(Instant now) {
        this.now = now;
    }

    /**
     * Parses NDJSON with {@code address} and optionally {@code scope}, {@code topic} and {@code reason}.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    ParsedSuppressions json(String body) {
        ParsedSuppressions.Builder list = new ParsedSuppressions.Builder();
        Iterator<String> lines = withoutByteOrderMark(body).lines().iterator();
        for (int number = 1; lines.hasNext(); number++) {
            String line = lines.next();
            if (line.isBlank()) {
                list.skip(number, SkippedLine.BLANK);
            } else {
                list.add(number, () -> jsonLine(line));
            }
        }
        return list.build(List.of());
    }

    /**
     * Parses CSV. A first record that contains only known column names is the header; without one, the order is address,
     * scope, reason.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    ParsedSuppressions csv(String body) {
        if (body.indexOf('\0') >= 0) {
            throw new InvalidInputException("body", "the body contains NUL; it is probably UTF-16, send it in UTF-8");
        }
        return SuppressionCsv.parse(withoutByteOrderMark(body), this);
    }

    /**
     * Parses one suppression; the default scope is the topic, or all mail without one.
     *
     * @throws InvalidInputException naming the invalid field without its value
     */
    Suppressed parse(
            @Nullable String address, @Nullable String scope, @Nullable String topic, @Nullable String reason) {
        if (address == null || address.isBlank()) {
            throw new InvalidInputException(ADDRESS, "address is missing");
        }
        if (MASKED.matcher(address.strip()).matches()) {
            throw new InvalidInputException(
                    ADDRESS, "address is masked, as in exports and responses; the full address is required");
        }
        String parsedTopic = topic == null || topic.isBlank() ? null : topic.strip();
        Scope defaultScope = parsedTopic == null ? Scope.ALL : Scope.TOPIC;
        Scope parsedScope =
                scope == null || scope.isBlank() ? defaultScope : checked(SCOPE, () -> Scope.ofWireName(scope.strip()));
        String text = reason == null || reason.isBlank() ? DEFAULT_REASON : reason.strip();
        return new Suppressed(
                checked(ADDRESS, () -> EmailAddress.parse(address)),
                new Suppression(parsedScope, parsedTopic, text, now));
    }

    private static <T> T checked(String field, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(field, String.valueOf(invalid.getMessage()));
        }
    }

    private Suppressed jsonLine(String line) {
        JsonValue value = StrictJson.read(line);
        JsonBody fields = JsonBody.of("", value);
        return parse(fields.text(ADDRESS), fields.text(SCOPE), fields.text(TOPIC), fields.text(REASON));
    }

    private static String withoutByteOrderMark(String body) {
        return body.startsWith(BYTE_ORDER_MARK) ? body.substring(1) : body;
    }
}
