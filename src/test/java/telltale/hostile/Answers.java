package telltale.hostile;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What an attack was answered with. Used by one thread until the attack is over. */
final class Answers {
    private static final int BAD_REQUEST = 400;

    private final Map<Integer, Long> statuses = new TreeMap<>();
    private long cut;
    private long notConnected;

    void add(int status) {
        statuses.merge(status, 1L, Long::sum);
    }

    /** A connection on which something was sent ended without any answer. */
    void addCut() {
        cut++;
    }

    void addNotConnected() {
        notConnected++;
    }

    /** Requests that were refused, by a status or without a word. */
    long refused() {
        return cut
                + statuses.entrySet().stream()
                        .filter(entry -> entry.getKey() >= BAD_REQUEST)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** Answers by status. */
    Map<Integer, Long> statuses() {
        return Map.copyOf(statuses);
    }

    @Override
    public String toString() {
        String all = statuses.entrySet().stream()
                .map(entry -> entry.getValue() + "×" + entry.getKey())
                .collect(Collectors.joining(" "));
        String rest =
                (cut > 0 ? " " + cut + " cut" : "") + (notConnected > 0 ? " " + notConnected + " unconnected" : "");
        String text = (all + rest).strip();
        return text.isEmpty() ? "none" : text;
    }
}
