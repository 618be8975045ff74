package telltale.judging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Matches a user agent against many clauses in one pass over its characters (Aho and Corasick, "Efficient string
 * matching", CACM 18(6), 1975).
 */
final class ClauseMatcher {
    /** Space to tilde without capital letters, and one class for all other characters, which no pattern contains. */
    private static final int CLASSES = 96;

    private final int clauses;
    private final List<Clause> empty;
    /** One row per node. 16-bit numbers suffice for any ruleset and keep the table in the processor's cache. */
    private final char[] next;

    private final Clause[][] found;

    /** A pattern and the number of the clause that it satisfies. */
    private record Clause(Pattern pattern, int number) {}

    private ClauseMatcher(int clauses, List<Clause> empty, char[] next, Clause[][] found) {
        this.clauses = clauses;
        this.empty = empty;
        this.next = next;
        this.found = found;
    }

    /** The numbers of all clauses with a pattern that matches the user agent. */
    BitSet matches(String agent) {
        BitSet matched = new BitSet(clauses);
        if (agent.isEmpty()) {
            empty.forEach(clause -> matched.set(clause.number));
        }
        int state = 0;
        for (int i = 0; i < agent.length(); i++) {
            state = next[state * CLASSES + classOf(agent.charAt(i))];
            Clause[] here = found[state];
            if (here != null) {
                addMatches(here, agent, i + 1, matched);
            }
        }
        return matched;
    }

    private static void addMatches(Clause[] here, String agent, int end, BitSet matched) {
        for (Clause clause : here) {
            if (clause.pattern.matchesAt(agent, end - clause.pattern.text().length(), end)) {
                matched.set(clause.number);
            }
        }
    }

    private static int classOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - ' ' + ('a' - 'A');
        }
        return c >= ' ' && c <= '~' ? c - ' ' : CLASSES - 1;
    }

    /** Collects the patterns of all clauses. */
    static final class Builder {
        private final Node root = new Node();
        private final List<Clause> empty = new ArrayList<>();
        private int clauses;
        private int nodes;

        /**
         * Adds a clause that is satisfied by any of these patterns.
         *
         * @return its number
         * @throws IllegalArgumentException if a pattern contains non-ASCII characters
         */
        int clause(List<Pattern> patterns) {
            int number = clauses++;
            patterns.forEach(pattern -> add(new Clause(pattern, number)));
            return number;
        }

        private void add(Clause clause) {
            Node node = root;
            for (char c : clause.pattern.text().toCharArray()) {
                if (classOf(c) == CLASSES - 1) {
                    throw new IllegalArgumentException("\"" + clause.pattern.text() + "\" is not ASCII");
                }
                node = node.next.computeIfAbsent(classOf(c), k -> new Node());
            }
            (node == root ? empty : node.found).add(clause);
        }

        ClauseMatcher build() {
            List<Node> inOrder = numbered();
            if (nodes > Character.MAX_VALUE) {
                throw new IllegalArgumentException("there are too many patterns");
            }
            char[] next = new char[nodes * CLASSES];
            Clause[][] found = new Clause[nodes][];
            for (Node node : inOrder) {
                node.fill(next);
                if (!node.found.isEmpty()) {
                    found[node.number] = node.found.toArray(Clause[]::new);
                }
            }
            return new ClauseMatcher(clauses, List.copyOf(empty), next, found);
        }

        /** All nodes in breadth-first order, each linked to its longest proper suffix. */
        private List<Node> numbered() {
            List<Node> inOrder = new ArrayList<>();
            Queue<Node> queue = new ArrayDeque<>(List.of(root));
            while (!queue.isEmpty()) {
                Node node = queue.remove();
                node.number = nodes++;
                inOrder.add(node);
                node.next.forEach((c, child) -> {
                    child.suffix = node == root ? root : node.suffix.after(c);
                    child.found.addAll(child.suffix.found);
                    queue.add(child);
                });
            }
            return inOrder;
        }
    }

    /** A state of the automaton: the longest suffix of the input read so far that is a prefix of a pattern. */
    private static final class Node {
        final Map<Integer, Node> next = new TreeMap<>();
        final List<Clause> found = new ArrayList<>();
        Node suffix = this;
        int number;

        /** The state after this one and a character. */
        Node after(int c) {
            Node node = this;
            while (!node.next.containsKey(c) && node != node.suffix) {
                node = node.suffix;
            }
            return node.next.getOrDefault(c, node);
        }

        /** Writes the transitions of this state; those it does not have are the ones of its longest suffix. */
        void fill(char[] table) {
            int row = number * CLASSES;
            if (suffix != this) {
                System.arraycopy(table, suffix.number * CLASSES, table, row, CLASSES);
            }
            next.forEach((c, child) -> table[row + c] = (char) child.number);
        }
    }
}
