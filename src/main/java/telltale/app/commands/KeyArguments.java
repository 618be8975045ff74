package telltale.app.commands;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.model.WireConstant;

/**
 * The arguments of the command {@code keys}.
 *
 * @param key the name or id of a key; empty for an operation without one
 */
record KeyArguments(Operation operation, String key, Map<String, String> options) {
    /** The operations, with what each takes. */
    enum Operation implements WireConstant {
        LIST(false, Set.of()),
        ADD(false, Set.of("--name", "--role", "--expires", "--ranges", "--campaign-prefix", "--from-domains")),
        ROTATE(true, Set.of("--until")),
        REVOKE(true, Set.of());

        private final boolean takesKey;
        private final Set<String> options;

        Operation(boolean takesKey, Set<String> options) {
            this.takesKey = takesKey;
            this.options = options;
        }
    }

    /** Signals wrong arguments. */
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageException(String sentence) {
            super(sentence);
        }
    }

    /** @throws UsageException with a sentence, if arguments are unknown or missing */
    static KeyArguments parse(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        Operation operation = read("The operation", first, name -> WireConstant.of(Operation.class, name));
        int start = operation.takesKey ? 2 : 1;
        if (arguments.size() < start) {
            throw new UsageException("The name or id of the key is missing.");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = start; i < arguments.size(); i += 2) {
            if (!operation.options.contains(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new UsageException("The argument " + arguments.get(i) + " is unknown or has no value.");
            }
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        KeyArguments parsed = new KeyArguments(operation, operation.takesKey ? arguments.get(1) : "", options);
        if (operation == Operation.ADD) {
            parsed.limits();
            parsed.role();
            parsed.required("--name");
        }
        parsed.time("--until");
        parsed.time("--expires");
        return parsed;
    }

    /**
     * The key that is to be added.
     *
     * @throws telltale.model.InvalidInputException if its name is refused
     */
    KeyRequest request() {
        return new KeyRequest(required("--name"), role(), limits(), time("--expires"));
    }

    /** The time of an option; null without it. */
    @Nullable
    Instant time(String option) {
        String text = options.get(option);
        return text == null ? null : read(option, text, KeyArguments::instant);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("expected is a time such as 2027-01-31T00:00:00Z", invalid);
        }
    }

    private Role role() {
        return read("--role", required("--role"), name -> WireConstant.of(Role.class, name));
    }

    private KeyLimits limits() {
        return new KeyLimits(
                entries("--ranges", IpRange::parse),
                options.get("--campaign-prefix"),
                entries("--from-domains", KeyLimits::domain));
    }

    private <T> List<T> entries(String option, Function<String, T> reader) {
        String text = options.get(option);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(entry -> read(option, entry.strip(), reader))
                        .toList();
    }

    private String required(String option) {
        String text = options.get(option);
        if (text == null) {
            throw new UsageException(option + " is missing.");
        }
        return text;
    }

    private static <T> T read(String what, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException invalid) {
            throw new UsageException(what + " is wrong: " + invalid.getMessage() + ".");
        }
    }
}
