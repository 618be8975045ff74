package telltale.web.api;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.WireConstant;
import telltale.store.Consents.Decided;

/** A parser for decisions about consent: a single one of a request, or a list from another system. */
final class ConsentImport {
    /** The names of the fields of a decision. */
    static final Set<String> FIELDS = Set.of("address", "purpose", "decision", "at", "wording", "channel", "evidence");

    /** How far a decision may be in the future by the clock of another system. */
    private static final Duration MAX_SKEW = Duration.ofMinutes(1);

    /** What a column of a CSV list contains. */
    enum Field {
        ADDRESS,
        PURPOSE,
        DECISION,
        AT,
        WORDING,
        CHANNEL,
        EVIDENCE
    }

    private static final CsvColumns.Format<Field> COLUMNS = new CsvColumns.Format<>(
            List.of(Field.values()),
            Map.of(
                    Field.ADDRESS, CsvColumns.Format.ADDRESS,
                    Field.PURPOSE, Set.of("purpose"),
                    Field.DECISION, Set.of("decision", "consent"),
                    Field.AT, Set.of("at", "date", "timestamp", "decidedat", "consentedat"),
                    Field.WORDING, Set.of("wording", "wordingversion"),
                    Field.CHANNEL, Set.of("channel", "source"),
                    Field.EVIDENCE, Set.of("evidence", "proof")),
            Field.ADDRESS,
            null,
            "address (or email, recipient), purpose, decision, at, wording, channel and evidence");

    private final Instant now;

    ConsentImport(Instant now) {
        this.now = now.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Parses NDJSON with the fields of {@link #FIELDS}; {@code at} is required.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    ImportedList<Decided> json(String body) {
        return ImportText.json(body, line -> imported(line.allowOnly(FIELDS)::text));
    }

    /**
     * Parses CSV with these columns, in this order if there is no header.
     *
     * @throws InvalidInputException naming the first invalid lines
     */
    ImportedList<Decided> csv(String body) {
        return ImportText.csv(body, COLUMNS, cells -> imported(name -> cells.line(field(name))));
    }

    private static Field field(String name) {
        return Field.valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** A decision that another system recorded, with its time. */
    private Decided imported(Function<String, @Nullable String> fields) {
        if (text(fields, "at") == null) {
            throw new InvalidInputException("at", "at is missing; the time of an imported decision is required");
        }
        return decided(fields);
    }

    /**
     * Parses a decision, which was made now if no time is given.
     *
     * @param fields returns the text of a field by its name
     * @throws InvalidInputException naming the invalid field without its value
     */
    Decided decided(Function<String, @Nullable String> fields) {
        EmailAddress address = ImportText.address(fields.apply("address"));
        return new Decided(
                address,
                new Consent(
                        constant(fields, "purpose", ConsentPurpose.class),
                        constant(fields, "decision", ConsentDecision.class),
                        time(text(fields, "at")),
                        text(fields, "wording"),
                        text(fields, "channel"),
                        text(fields, "evidence")));
    }

    private static <E extends Enum<E> & WireConstant> E constant(
            Function<String, @Nullable String> fields, String name, Class<E> type) {
        String text = text(fields, name);
        return ImportText.checked(name, () -> WireConstant.of(type, text == null ? "" : text));
    }

    private static @Nullable String text(Function<String, @Nullable String> fields, String name) {
        String text = fields.apply(name);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private Instant time(@Nullable String text) {
        Instant at = text == null ? now : parsed(text);
        if (at.isAfter(now.plus(MAX_SKEW)) || !at.isAfter(Instant.EPOCH)) {
            throw new InvalidInputException("at", "at must be a time between 1970 and now");
        }
        return at.isAfter(now) ? now : at;
    }

    private static Instant parsed(String text) {
        try {
            return Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException malformed) {
            throw new InvalidInputException("at", "at must be a time such as 2026-11-22T12:00:00Z");
        }
    }
}
