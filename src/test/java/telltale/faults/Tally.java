package telltale.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What was answered against what is stored.
 *
 * @param sent requests that left a client
 * @param answered those whose whole answer came back
 * @param stored events
 * @param lost answered requests without an event
 * @param doubled events beyond the first of a request
 * @param unasked events of requests that were never sent
 * @param miscounted by how much the counters differ from the events
 */
record Tally(long sent, long answered, long stored, long lost, long doubled, long unasked, long miscounted) {
    private static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** The tally as soon as nothing is missing any more, for what waits elsewhere is stored in time; else the last. */
    static Tally ofComplete(List<PixelRequests> asked, AdminApi api) throws IOException, InterruptedException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        Tally tally = of(asked, api);
        while (tally.lost > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            tally = of(asked, api);
        }
        return tally;
    }

    private static Tally of(List<PixelRequests> asked, AdminApi api) throws IOException, InterruptedException {
        Tally sum = NOTHING;
        for (PixelRequests requests : asked) {
            sum = sum.plus(of(requests, api.opens(requests.delivery())));
        }
        return sum;
    }

    private static Tally of(PixelRequests requests, AdminApi.Opens opens) {
        BitSet stored = new BitSet();
        opens.agents().forEach(agent -> stored.set(PixelRequests.number(agent)));
        BitSet lost = (BitSet) requests.answered().clone();
        lost.andNot(stored);
        BitSet unasked = (BitSet) stored.clone();
        unasked.andNot(requests.sent());
        int events = opens.agents().size();
        return new Tally(
                requests.sent().cardinality(),
                requests.answered().cardinality(),
                events,
                lost.cardinality(),
                events - stored.cardinality(),
                unasked.cardinality(),
                Math.abs(opens.total() - events));
    }

    private Tally plus(Tally other) {
        return new Tally(
                sent + other.sent,
                answered + other.answered,
                stored + other.stored,
                lost + other.lost,
                doubled + other.doubled,
                unasked + other.unasked,
                miscounted + other.miscounted);
    }

    /** Whether each answered request has its one event, and no event is without a request. */
    boolean isRight() {
        return lost == 0 && doubled == 0 && unasked == 0 && miscounted == 0;
    }

    @Override
    public String toString() {
        return sent + " sent, " + answered + " answered, " + stored + " stored: " + lost + " lost, " + doubled
                + " doubled, " + unasked + " never asked for, " + miscounted + " miscounted";
    }
}
