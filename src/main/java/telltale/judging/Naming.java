package telltale.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Names for agents, from a data file: of the names of which a pattern stands in the agent, the first. */
final class Naming {
    static final String UNKNOWN = "unknown";

    private final List<String> names;
    private final Search search;

    private Naming(List<String> names, Search search) {
        this.names = names;
        this.search = search;
    }

    /** @throws BadLine if one line is wrong */
    static Naming parse(String file, String text) {
        List<String> names = new ArrayList<>();
        Search.Builder search = new Search.Builder();
        for (Line line : Line.of(file, text)) {
            String[] parts = line.text().split(": ", 2);
            if (parts.length < 2) {
                throw line.bad("expected a name, a colon and patterns");
            }
            names.add(parts[0]);
            search.clause(Arrays.stream(parts[1].split("\\|", -1))
                    .map(pattern -> Pattern.parse(pattern.strip()))
                    .toList());
        }
        return new Naming(List.copyOf(names), search.build());
    }

    String of(String agent) {
        BitSet found = search.in(agent);
        int first = found.nextSetBit(0);
        return first < 0 ? UNKNOWN : names.get(first);
    }
}
