package telltale.judging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/** Parses the lines of one rule. */
final class RuleReader {
    private static final String CRAWLERS = "crawlers";
    private static final String NOT_ALONE = "not alone";
    private static final Set<String> ONCE = Set.of("scope", "class", "confidence", "about", "reason", "source");

    private final DataLine head;
    private final String id;
    private final ClauseMatcher.Builder search;
    private final Catalogue crawlers;
    private final Set<String> above;
    private final Map<String, DataLine> fields = new HashMap<>();
    private final List<String> matches = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();

    /** @param above the ids of the preceding rules, which this one can refer to */
    RuleReader(DataLine head, String id, ClauseMatcher.Builder search, Catalogue crawlers, Set<String> above) {
        this.head = head;
        this.id = id;
        this.search = search;
        this.crawlers = crawlers;
        this.above = above;
    }

    Rule read(List<DataLine> body) {
        body.forEach(this::read);
        return new Rule(
                id,
                scopes(),
                List.copyOf(matches),
                List.copyOf(conditions),
                constant("class", VerdictClass.values(), VerdictClass::wireName),
                constant("confidence", Confidence.values(), Confidence::wireName),
                topic(),
                value("reason"),
                value("source"));
    }

    private void read(DataLine line) {
        String key = key(line);
        if (!ONCE.contains(key)) {
            matches.add(line.text());
            conditions.add(condition(key, line));
        } else if (fields.put(key, line) != null) {
            throw line.error("\"" + key + "\" is repeated");
        }
    }

    private Condition condition(String key, DataLine line) {
        return switch (key) {
            case "agent", "no agent" -> new Condition.Agent(clause(line), key.equals("agent"));
            case "header", "no header" -> new Condition.Header(flags(line), key.equals("header"));
            case "cannot" -> new Condition.Cannot(flags(line), Engines.builtIn());
            case "network", "no network" ->
                new Condition.FromNetwork(
                        constants(line, Network.Kind.class, Network.Kind::wireName), key.equals("network"));
            case "provider" -> new Condition.AtProvider(constants(line, Provider.class, Provider::wireName));
            case "accepted within" -> new Condition.AcceptedWithin(duration(line, valueOf(line)));
            case "judged" -> new Condition.Judged(constants(line, VerdictClass.class, VerdictClass::wireName));
            case "judged by" -> new Condition.JudgedBy(rules(line));
            case "links" -> countWithin(line, Condition.SeveralLinks::new);
            case "events" -> countWithin(line, Condition.Burst::new);
            case "beside" -> new Condition.Beside(rules(line));
            case "same network" -> sameNetwork(line);
            default -> throw line.error("unknown key \"" + key + "\"");
        };
    }

    private int clause(DataLine line) {
        List<Pattern> patterns = new ArrayList<>();
        for (String text : valueOf(line).split("\\|", -1)) {
            if (text.strip().equals(CRAWLERS)) {
                patterns.addAll(crawlers.names());
            } else {
                patterns.add(Pattern.parse(text.strip()));
            }
        }
        try {
            return search.clause(patterns);
        } catch (IllegalArgumentException notAscii) {
            throw line.error("patterns for user agents must be ASCII");
        }
    }

    private Set<String> rules(DataLine line) {
        for (String rule : values(line)) {
            if (!above.contains(rule)) {
                throw line.error("there is no rule \"" + rule + "\" above this one");
            }
        }
        return Set.copyOf(values(line));
    }

    private static long flags(DataLine line) {
        Set<Client.Flag> flags = constants(
                line,
                Client.Flag.class,
                flag -> flag.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        return Client.bitsOf(flags);
    }

    /** Creates a condition such as {@code 3 within 10 s}. */
    private interface CountWithin {
        Condition of(int count, Duration time);
    }

    private static Condition countWithin(DataLine line, CountWithin condition) {
        String[] parts = valueOf(line).split(" within ", 2);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,3}")) {
            throw line.error("expected something like \"3 within 10 s\"");
        }
        return condition.of(Integer.parseInt(parts[0]), duration(line, parts[1]));
    }

    private static Condition sameNetwork(DataLine line) {
        String[] parts = valueOf(line).split(" within ", 2);
        if (parts.length < 2) {
            throw line.error("expected something like \"scanner within 10 s\"");
        }
        DataLine classes = new DataLine(line.file(), line.number(), ": " + parts[0]);
        return new Condition.SameNetwork(
                constants(classes, VerdictClass.class, VerdictClass::wireName), duration(line, parts[1]));
    }

    private static Duration duration(DataLine line, String text) {
        if (!text.matches("[0-9]{1,4} (s|min|h)")) {
            throw line.error("\"" + text + "\" is not a time such as \"10 s\", \"5 min\" or \"2 h\"");
        }
        String[] parts = text.split(" ", 2);
        long amount = Long.parseLong(parts[0]);
        return switch (parts[1]) {
            case "s" -> Duration.ofSeconds(amount);
            case "min" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    private Set<Scope> scopes() {
        if (value("scope").equals("both")) {
            return EnumSet.allOf(Scope.class);
        }
        return EnumSet.of(constant("scope", Scope.values(), Scope::wireName));
    }

    private Rule.@Nullable Topic topic() {
        if (!fields.containsKey("about")) {
            return null;
        }
        List<String> words = values(line("about"));
        if (words.size() == 1) {
            return new Rule.Topic(words.get(0), true);
        }
        if (words.size() == 2 && words.get(1).equals(NOT_ALONE)) {
            return new Rule.Topic(words.get(0), false);
        }
        throw line("about").error("expected a topic, and \"" + NOT_ALONE + "\" if it never decides alone");
    }

    private String value(String key) {
        return valueOf(line(key));
    }

    private DataLine line(String key) {
        DataLine line = fields.get(key);
        if (line == null) {
            throw head.error("the rule has no \"" + key + "\"");
        }
        return line;
    }

    private <E extends Enum<E>> E constant(String key, E[] all, Function<E, String> word) {
        DataLine line = line(key);
        return Arrays.stream(all)
                .filter(constant -> word.apply(constant).equals(valueOf(line)))
                .findFirst()
                .orElseThrow(() -> unknown(line, valueOf(line), all, word));
    }

    private static <E extends Enum<E>> Set<E> constants(DataLine line, Class<E> type, Function<E, String> word) {
        Map<String, E> known =
                Arrays.stream(type.getEnumConstants()).collect(Collectors.toMap(word, Function.identity()));
        Set<E> constants = EnumSet.noneOf(type);
        for (String text : values(line)) {
            E constant = known.get(text);
            if (constant == null) {
                throw unknown(line, text, type.getEnumConstants(), word);
            }
            constants.add(constant);
        }
        return constants;
    }

    private static <E> InvalidDataFileException unknown(
            DataLine line, String found, E[] all, Function<E, String> word) {
        return line.error("\"" + found + "\" is not one of "
                + Arrays.stream(all).map(word).collect(Collectors.joining(", ")));
    }

    private static List<String> values(DataLine line) {
        return Arrays.stream(valueOf(line).split(",", -1)).map(String::strip).toList();
    }

    private static String key(DataLine line) {
        int colon = line.text().indexOf(": ");
        if (colon < 0) {
            throw line.error("expected a key, a colon and a space");
        }
        return line.text().substring(0, colon);
    }

    private static String valueOf(DataLine line) {
        return line.text().substring(line.text().indexOf(": ") + 2).strip();
    }
}
