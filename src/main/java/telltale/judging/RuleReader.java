package telltale.judging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;
import telltale.rules.ClauseMatcher;
import telltale.rules.DataLine;
import telltale.rules.Pattern;
import telltale.rules.RuleFile;

/** Parses the lines of one rule. */
final class RuleReader {
    private static final String CRAWLERS = "crawlers";
    private static final String NOT_ALONE = "not alone";
    private static final Set<String> ONCE = Set.of("scope", "class", "confidence", "about", "reason", "source");

    private final RuleFile.Block block;
    private final ClauseMatcher.Builder search;
    private final Catalogue crawlers;
    private final Set<String> above;
    private final Map<String, DataLine> fields = new HashMap<>();
    private final List<String> matches = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();

    /** @param above the ids of the preceding rules, which this one can refer to */
    RuleReader(RuleFile.Block block, ClauseMatcher.Builder search, Catalogue crawlers, Set<String> above) {
        this.block = block;
        this.search = search;
        this.crawlers = crawlers;
        this.above = above;
    }

    Rule read() {
        block.body().forEach(this::read);
        return new Rule(
                block.id(),
                scopes(),
                List.copyOf(matches),
                List.copyOf(conditions),
                line("class").constant(VerdictClass.class, VerdictClass::wireName),
                line("confidence").constant(Confidence.class, Confidence::wireName),
                topic(),
                value("reason"),
                value("source"));
    }

    private void read(DataLine line) {
        String key = line.key();
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
                        line.constants(Network.Kind.class, Network.Kind::wireName), key.equals("network"));
            case "provider" -> new Condition.AtProvider(line.constants(Provider.class, Provider::wireName));
            case "accepted within" -> new Condition.AcceptedWithin(duration(line, line.value()));
            case "judged" -> new Condition.Judged(line.constants(VerdictClass.class, VerdictClass::wireName));
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
        for (String text : line.values('|')) {
            if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
                throw line.error("patterns for user agents must be ASCII");
            }
            if (text.equals(CRAWLERS)) {
                patterns.addAll(crawlers.names());
            } else {
                patterns.add(Pattern.parse(text));
            }
        }
        return search.clause(patterns);
    }

    private Set<String> rules(DataLine line) {
        for (String rule : line.values(',')) {
            if (!above.contains(rule)) {
                throw line.error("there is no rule \"" + rule + "\" above this one");
            }
        }
        return Set.copyOf(line.values(','));
    }

    private static long flags(DataLine line) {
        Set<Client.Flag> flags = line.constants(Client.Flag.class, Client.Flag::wireName);
        return Client.bitsOf(flags);
    }

    /** Creates a condition such as {@code 3 within 10 s}. */
    private interface CountWithin {
        Condition of(int count, Duration time);
    }

    private static Condition countWithin(DataLine line, CountWithin condition) {
        String[] parts = line.value().split(" within ", 2);
        if (parts.length < 2 || !parts[0].matches("[0-9]{1,3}")) {
            throw line.error("expected something like \"3 within 10 s\"");
        }
        return condition.of(Integer.parseInt(parts[0]), duration(line, parts[1]));
    }

    private static Condition sameNetwork(DataLine line) {
        String[] parts = line.value().split(" within ", 2);
        if (parts.length < 2) {
            throw line.error("expected something like \"scanner within 10 s\"");
        }
        DataLine classes = new DataLine(line.file(), line.number(), ": " + parts[0]);
        return new Condition.SameNetwork(
                classes.constants(VerdictClass.class, VerdictClass::wireName), duration(line, parts[1]));
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
        return EnumSet.of(line("scope").constant(Scope.class, Scope::wireName));
    }

    private Rule.@Nullable Topic topic() {
        if (!fields.containsKey("about")) {
            return null;
        }
        List<String> words = line("about").values(',');
        if (words.size() == 1) {
            return new Rule.Topic(words.get(0), true);
        }
        if (words.size() == 2 && words.get(1).equals(NOT_ALONE)) {
            return new Rule.Topic(words.get(0), false);
        }
        throw line("about").error("expected a topic, and \"" + NOT_ALONE + "\" if it never decides alone");
    }

    private String value(String key) {
        return line(key).value();
    }

    private DataLine line(String key) {
        return block.required(key, fields);
    }
}
