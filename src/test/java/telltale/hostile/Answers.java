package telltale.hostile;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The responses to an attack, by status. Used by one thread until the attack is over. */
final class Answers {
    private static final int BAD_REQUEST = 400;

    private final Map<Integer, Long> statuses = new TreeMap<>();
    private long cut;
    private long notConnected;

    void add(int status) {
        statuses.merge(status, 1L, Long::sum);
    }

    /** Counts a connection that was closed without a response to what was sent. */
    void addCut() {
        cut++;
    }

    void addNotConnected() {
        notConnected++;
    }

    /** Returns the number of requests that were refused, with a status or by closing the connection. */
    long refused() {
        return cut
                + statuses.entrySet().stream()
                        .filter(entry -> entry.getKey() >= BAD_REQUEST)
                        .mapToLong(Map.Entry::getValue)
                        .sum();
    }

    /** Returns the number of responses by status. */
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
