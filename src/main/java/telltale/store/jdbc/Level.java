package telltale.store.jdbc;

import java.util.List;
import telltale.model.StoredConstant;
import telltale.store.Statistics.Dimension;

/** The length of time that a counter of the statistics sums. Each has its own number in the database, which never changes. */
enum Level implements StoredConstant {
    QUARTER(0, 1),
    HOUR(1, 4),
    DAY(2, 96);

    private static final List<Level> ALL = List.of(values());
    private static final List<Level> WITHOUT_HOURS = List.of(QUARTER, DAY);

    private final int number;
    private final int quarters;

    Level(int number, int quarters) {
        this.number = number;
        this.quarters = quarters;
    }

    /** The levels of a dimension, the finest first: only totals are read as a series, which may consist of many hours. */
    static List<Level> of(Dimension dimension) {
        return dimension == Dimension.TOTAL ? ALL : WITHOUT_HOURS;
    }

    @Override
    public int number() {
        return number;
    }

    /** Its length in quarter hours. */
    int quarters() {
        return quarters;
    }

    /** Its time that contains a quarter hour. */
    long time(long quarter) {
        return Math.floorDiv(quarter, quarters);
    }
}
