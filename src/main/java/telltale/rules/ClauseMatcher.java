package telltale.rules;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Matches a text against many clauses in one pass over its characters (Aho and Corasick, "Efficient string matching",
 * CACM 18(6), 1975).
 */
public final class ClauseMatcher {
    private final int clauses;
    private final List<Clause> empty;
    private final Alphabet alphabet;
    /** One row per node. 16-bit numbers suffice for any ruleset and keep the table small. */
    private final char[] next;

    private final Clause[][] found;

    /** A pattern and the number of the clause that it satisfies. */
    private record Clause(Pattern pattern, int number) {}

    private ClauseMatcher(int clauses, List<Clause> empty, Alphabet alphabet, char[] next, Clause[][] found) {
        this.clauses = clauses;
        this.empty = empty;
        this.alphabet = alphabet;
        this.next = next;
        this.found = found;
    }

    /** The numbers of all clauses with a pattern that matches the text. */
    public BitSet matches(String text) {
        BitSet matched = new BitSet(clauses);
        if (text.isEmpty()) {
            empty.forEach(clause -> matched.set(clause.number));
        }
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            state = next[state * alphabet.size + alphabet.classOf(text.charAt(i))];
            Clause[] here = found[state];
            if (here != null) {
                addMatches(here, text, i + 1, matched);
            }
        }
        return matched;
    }

    private static void addMatches(Clause[] here, String text, int end, BitSet matched) {
        for (Clause clause : here) {
            if (clause.pattern.matchesAt(text, end - clause.pattern.text().length(), end)) {
                matched.set(clause.number);
            }
        }
    }

    /** Collects the patterns of all clauses. */
    public static final class Builder {
        private final Node root = new Node();
        private final List<Clause> empty = new ArrayList<>();
        private int clauses;
        private int nodes;

        /**
         * Adds a clause that is satisfied by any of these patterns.
         *
         * @return its number
         */
        public int clause(List<Pattern> patterns) {
            int number = clauses++;
            patterns.forEach(pattern -> add(new Clause(pattern, number)));
            return number;
        }

        private void add(Clause clause) {
            Node node = root;
            for (char c : clause.pattern.text().toCharArray()) {
                node = node.next.computeIfAbsent(c, k -> new Node());
            }
            (node == root ? empty : node.found).add(clause);
        }

        /**
         * Builds the automaton.
         *
         * @throws IllegalArgumentException if there are too many patterns
         */
        public ClauseMatcher build() {
            List<Node> inOrder = numbered();
            if (nodes > Character.MAX_VALUE) {
                throw new IllegalArgumentException("there are too many patterns");
            }
            Alphabet alphabet = Alphabet.of(inOrder);
            char[] next = new char[nodes * alphabet.size];
            Clause[][] found = new Clause[nodes][];
            for (Node node : inOrder) {
                node.fill(next, alphabet);
                if (!node.found.isEmpty()) {
                    found[node.number] = node.found.toArray(Clause[]::new);
                }
            }
            return new ClauseMatcher(clauses, List.copyOf(empty), alphabet, next, found);
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

    /** Numbers the characters that the patterns contain, regardless of case; all others share the number 0. */
    private static final class Alphabet {
        private final char[] classes;
        private final int size;

        private Alphabet(char[] classes, int size) {
            this.classes = classes;
            this.size = size;
        }

        static Alphabet of(List<Node> nodes) {
            Map<Character, Character> numbers = new TreeMap<>();
            nodes.forEach(node ->
                    node.next.keySet().forEach(c -> numbers.computeIfAbsent(c, k -> (char) (numbers.size() + 1))));
            char highest = 0;
            for (char c : numbers.keySet()) {
                highest = (char) Math.max(highest, Math.max(c, Character.toUpperCase(c)));
            }
            char[] classes = new char[highest + 1];
            numbers.forEach((c, number) -> {
                classes[c] = number;
                char upper = Character.toUpperCase(c);
                // The upper case of a dotless i is that of another letter.
                if (Character.toLowerCase(upper) == c) {
                    classes[upper] = number;
                }
            });
            return new Alphabet(classes, numbers.size() + 1);
        }

        int classOf(char c) {
            return c < classes.length ? classes[c] : 0;
        }
    }

    /** A state of the automaton: the longest suffix of the input read so far that is a prefix of a pattern. */
    private static final class Node {
        final Map<Character, Node> next = new TreeMap<>();
        final List<Clause> found = new ArrayList<>();
        Node suffix = this;
        int number;

        /** The state after this one and a character. */
        Node after(char c) {
            Node node = this;
            while (!node.next.containsKey(c) && node != node.suffix) {
                node = node.suffix;
            }
            return node.next.getOrDefault(c, node);
        }

        /** Writes the transitions of this state; those it does not have are the ones of its longest suffix. */
        void fill(char[] table, Alphabet alphabet) {
            int row = number * alphabet.size;
            if (suffix != this) {
                System.arraycopy(table, suffix.number * alphabet.size, table, row, alphabet.size);
            }
            next.forEach((c, child) -> table[row + alphabet.classOf(c)] = (char) child.number);
        }
    }
}
