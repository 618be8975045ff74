package telltale.judging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Finds which of many clauses an agent fulfils, reading it once, however many there are (Aho and Corasick, "Efficient
 * string matching", CACM 18(6), 1975).
 */
final class ClauseMatcher {
    /** Space to tilde, without capital letters; everything else is one more class that no pattern holds. */
    private static final int CLASSES = 96;

    private final int clauses;
    private final List<Clause> empty;
    /** A row for each node. Numbers of 16 bits suffice for any ruleset and stay in the processor's cache. */
    private final char[] next;

    private final Clause[][] found;

    /** A pattern, and the number of the clause that it fulfils. */
    private record Clause(Pattern pattern, int number) {}

    private ClauseMatcher(int clauses, List<Clause> empty, char[] next, Clause[][] found) {
        this.clauses = clauses;
        this.empty = empty;
        this.next = next;
        this.found = found;
    }

    /** The numbers of all clauses of which a pattern stands in the agent. */
    BitSet in(String agent) {
        BitSet fulfilled = new BitSet(clauses);
        if (agent.isEmpty()) {
            empty.forEach(clause -> fulfilled.set(clause.number));
        }
        int state = 0;
        for (int i = 0; i < agent.length(); i++) {
            state = next[state * CLASSES + classOf(agent.charAt(i))];
            Clause[] here = found[state];
            if (here != null) {
                note(here, agent, i + 1, fulfilled);
            }
        }
        return fulfilled;
    }

    private static void note(Clause[] here, String agent, int end, BitSet fulfilled) {
        for (Clause clause : here) {
            if (clause.pattern.fits(agent, end - clause.pattern.text().length(), end)) {
                fulfilled.set(clause.number);
            }
        }
    }

    private static int classOf(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - ' ' + ('a' - 'A');
        }
        return c >= ' ' && c <= '~' ? c - ' ' : CLASSES - 1;
    }

    /** Gathers the patterns of all clauses. */
    static final class Builder {
        private final Node root = new Node();
        private final List<Clause> empty = new ArrayList<>();
        private int clauses;
        private int nodes;

        /**
         * Adds a clause that any of these patterns fulfils.
         *
         * @return its number
         * @throws IllegalArgumentException if a pattern holds other than ASCII characters
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
                    throw new IllegalArgumentException("\"" + clause.pattern.text() + "\" holds more than ASCII");
                }
                node = node.next.computeIfAbsent(classOf(c), k -> new Node());
            }
            (node == root ? empty : node.found).add(clause);
        }

        ClauseMatcher build() {
            List<Node> inOrder = numbered();
            if (nodes > Character.MAX_VALUE) {
                throw new IllegalArgumentException("there are too many patterns to look for at once");
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

        /** All nodes, the shorter before the longer, each knowing the longest other one that is its ending. */
        private List<Node> numbered() {
            List<Node> inOrder = new ArrayList<>();
            Queue<Node> waiting = new ArrayDeque<>(List.of(root));
            while (!waiting.isEmpty()) {
                Node node = waiting.remove();
                node.number = nodes++;
                inOrder.add(node);
                node.next.forEach((c, child) -> {
                    child.ending = node == root ? root : node.ending.after(c);
                    child.found.addAll(child.ending.found);
                    waiting.add(child);
                });
            }
            return inOrder;
        }
    }

    /** What was read so far, as far as a pattern begins with it. */
    private static final class Node {
        final Map<Integer, Node> next = new TreeMap<>();
        final List<Clause> found = new ArrayList<>();
        Node ending = this;
        int number;

        /** The longest known text that ends with this one and that character. */
        Node after(int c) {
            Node node = this;
            while (!node.next.containsKey(c) && node != node.ending) {
                node = node.ending;
            }
            return node.next.getOrDefault(c, node);
        }

        /** Where each character leads; what leads nowhere from here leads where it would from this text's ending. */
        void fill(char[] table) {
            int row = number * CLASSES;
            if (ending != this) {
                System.arraycopy(table, ending.number * CLASSES, table, row, CLASSES);
            }
            next.forEach((c, child) -> table[row + c] = (char) child.number);
        }
    }
}
