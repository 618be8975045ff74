package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.store.Persons.Suppressed;
import telltale.web.http.JsonBody;

/**
 * A parser for suppression lists exported by other systems: NDJSON, or CSV with the columns of {@link #COLUMNS}. An
 * import is atomic, so its length is bounded.
 */
final class SuppressionImport {
    private static final String DEFAULT_REASON = "manual";
    private static final String ADDRESS = ImportText.ADDRESS;
    private static final String SCOPE = "scope";
    private static final String TOPIC = "topic";
    private static final String REASON = "reason";

    /** What a column of a CSV list contains. */
    enum Field {
        ADDRESS,
        SCOPE,
        TOPIC,
        REASON,
        /** a date, not imported: a suppression starts with the import */
        DATE
    }

    private static final CsvColumns.Format<Field> COLUMNS = new CsvColumns.Format<>(
            List.of(Field.ADDRESS, Field.SCOPE, Field.REASON),
            Map.of(
                    Field.ADDRESS, CsvColumns.Format.ADDRESS,
                    Field.SCOPE, Set.of("scope"),
                    Field.TOPIC, Set.of("topic", "topicname", "list", "listname"),
                    Field.REASON, Set.of("reason", "suppressionreason"),
                    Field.DATE,
                            Set.of(
                                    "created",
                                    "createdat",
                                    "date",
                                    "timestamp",
                                    "updated",
                                    "updatedat",
                                    "lastupdatetime")),
            Field.ADDRESS,
            Field.DATE,
            "address (or email, recipient), scope, topic, reason, and dates");

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
    ImportedList<Suppressed> json(String body) {
        return ImportText.json(body, this::entry);
    }

    /**
     * Parses CSV. A first record that contains only known column names is the header; without one, the order is address,
     * scope, reason.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    ImportedList<Suppressed> csv(String body) {
        return ImportText.csv(
                body,
                COLUMNS,
                cells -> parse(
                        cells.text(Field.ADDRESS),
                        cells.text(Field.SCOPE),
                        cells.text(Field.TOPIC),
                        cells.line(Field.REASON)));
    }

    /**
     * Parses one suppression; the default scope is the topic, or all mail without one.
     *
     * @throws InvalidInputException naming the invalid field without its value
     */
    Suppressed parse(
            @Nullable String address, @Nullable String scope, @Nullable String topic, @Nullable String reason) {
        EmailAddress parsedAddress = ImportText.address(address);
        String parsedTopic = topic == null || topic.isBlank() ? null : topic.strip();
        Scope defaultScope = parsedTopic == null ? Scope.ALL : Scope.TOPIC;
        Scope parsedScope = scope == null || scope.isBlank()
                ? defaultScope
                : ImportText.checked(SCOPE, () -> Scope.ofWireName(scope.strip()));
        String text = reason == null || reason.isBlank() ? DEFAULT_REASON : reason.strip();
        return new Suppressed(parsedAddress, new Suppression(parsedScope, parsedTopic, text, now));
    }

    private Suppressed entry(JsonBody fields) {
        return parse(fields.text(ADDRESS), fields.text(SCOPE), fields.text(TOPIC), fields.text(REASON));
    }
}
