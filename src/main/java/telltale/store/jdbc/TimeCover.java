package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import telltale.store.Statistics.Dimension;

/** The fewest times of all levels that make up spans of quarter hours. */
final class TimeCover {
    private final List<Level> levels;
    private final Map<Level, List<Part>> parts = new EnumMap<>(Level.class);

    TimeCover(Dimension dimension) {
        this.levels = Level.of(dimension);
    }

    /**
     * Consecutive times of a level.
     *
     * @param span the number of the span that they belong to
     * @param end exclusive
     */
    record Part(int span, long first, long end) {}

    /** Adds a span from one quarter hour to another, exclusive. */
    void add(int span, long from, long to) {
        add(span, from, to, levels.size() - 1);
    }

    private void add(int span, long from, long to, int coarsest) {
        if (from >= to) {
            return;
        }
        Level level = levels.get(coarsest);
        long first = -Math.floorDiv(-from, level.quarters());
        long end = Math.floorDiv(to, level.quarters());
        if (first < end) {
            parts.computeIfAbsent(level, any -> new ArrayList<>()).add(new Part(span, first, end));
            add(span, from, first * level.quarters(), coarsest - 1);
            add(span, end * level.quarters(), to, coarsest - 1);
        } else {
            add(span, from, to, coarsest - 1);
        }
    }

    /** The parts of a level. */
    List<Part> parts(Level level) {
        return parts.getOrDefault(level, List.of());
    }

    /** The levels, the finest first. */
    List<Level> levels() {
        return levels;
    }
}
