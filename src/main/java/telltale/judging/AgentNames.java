package telltale.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import telltale.rules.ClauseMatcher;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;
import telltale.rules.Pattern;

/** Maps user agents to names from a data file: the first name with a pattern that matches. */
final class AgentNames {
    static final String UNKNOWN = "unknown";

    private final List<String> names;
    private final ClauseMatcher search;

    private AgentNames(List<String> names, ClauseMatcher search) {
        this.names = names;
        this.search = search;
    }

    /** @throws InvalidDataFileException if any line is invalid */
    static AgentNames parse(String file, String text) {
        List<String> names = new ArrayList<>();
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        for (DataLine line : DataLine.of(file, text)) {
            String[] parts = line.text().split(": ", 2);
            if (parts.length < 2) {
                throw line.error("expected a name, a colon and patterns");
            }
            names.add(parts[0]);
            search.clause(Arrays.stream(parts[1].split("\\|", -1))
                    .map(pattern -> Pattern.parse(pattern.strip()))
                    .toList());
        }
        return new AgentNames(List.copyOf(names), search.build());
    }

    String nameOf(String agent) {
        BitSet found = search.matches(agent);
        int first = found.nextSetBit(0);
        return first < 0 ? UNKNOWN : names.get(first);
    }
}
