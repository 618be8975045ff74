package telltale.app.commands;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
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
 * The arguments of the command that manages API keys.
 *
 * @param key the name or id of a key; empty for an operation without one
 * @param request the key that is to be added; null for another operation
 * @param until until when a replaced key stays valid, or null
 */
record KeyArguments(
        Operation operation,
        String key,
        @Nullable KeyRequest request,
        @Nullable Instant until) {
    /** The operations, with what each takes. */
    enum Operation implements WireConstant {
        LIST(false),
        ADD(false),
        ROTATE(true),
        REVOKE(true);

        private final boolean takesKey;

        Operation(boolean takesKey) {
            this.takesKey = takesKey;
        }

        private Set<String> options() {
            return switch (this) {
                case LIST, REVOKE -> Set.of();
                case ADD -> Set.of("--name", "--role", "--expires", "--ranges", "--campaign-prefix", "--from-domains");
                case ROTATE -> Set.of("--until");
            };
        }
    }

    /**
     * Parses the arguments.
     *
     * @throws Sysexits.UsageException with a sentence, if they are unknown or missing
     * @throws telltale.model.InvalidInputException if the name or the campaign prefix is refused
     */
    static KeyArguments parse(List<String> arguments) {
        String first = arguments.isEmpty() ? "" : arguments.get(0);
        Operation operation = read("The operation", first, name -> WireConstant.of(Operation.class, name));
        int start = operation.takesKey ? 2 : 1;
        if (arguments.size() < start) {
            throw new Sysexits.UsageException("The name or id of the key is missing.");
        }
        Map<String, String> options = new HashMap<>();
        for (int i = start; i < arguments.size(); i += 2) {
            if (!operation.options().contains(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new Sysexits.UsageException("The argument " + arguments.get(i) + " is unknown or has no value.");
            }
            options.put(arguments.get(i), arguments.get(i + 1));
        }
        return new KeyArguments(
                operation,
                operation.takesKey ? arguments.get(1) : "",
                operation == Operation.ADD ? request(options) : null,
                time(options, "--until"));
    }

    private static KeyRequest request(Map<String, String> options) {
        Role role = read("--role", required(options, "--role"), name -> WireConstant.of(Role.class, name));
        KeyLimits limits = new KeyLimits(
                entries(options, "--ranges", IpRange::parse),
                options.get("--campaign-prefix"),
                entries(options, "--from-domains", KeyLimits::domain));
        return new KeyRequest(required(options, "--name"), role, limits, time(options, "--expires"));
    }

    private static @Nullable Instant time(Map<String, String> options, String option) {
        String text = options.get(option);
        return text == null ? null : read(option, text, KeyArguments::instant);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException invalid) {
            throw new IllegalArgumentException("expected a time such as 2027-01-31T00:00:00Z", invalid);
        }
    }

    private static <T> List<T> entries(Map<String, String> options, String option, Function<String, T> reader) {
        String text = options.get(option);
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1))
                        .map(entry -> read(option, entry.strip(), reader))
                        .toList();
    }

    private static String required(Map<String, String> options, String option) {
        String text = options.get(option);
        if (text == null) {
            throw new Sysexits.UsageException(option + " is missing.");
        }
        return text;
    }

    private static <T> T read(String what, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException invalid) {
            throw new Sysexits.UsageException(what + " is wrong: " + invalid.getMessage() + ".");
        }
    }
}
