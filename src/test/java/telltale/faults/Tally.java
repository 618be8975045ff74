package telltale.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The answered requests compared with the stored events.
 *
 * @param sent requests that a client sent
 * @param answered requests with a complete response
 * @param stored events
 * @param lost answered requests without an event
 * @param duplicated events beyond the first of a request
 * @param unrequested events of requests that were never sent
 * @param miscounted the difference between counters and events
 */
record Tally(long sent, long answered, long stored, long lost, long duplicated, long unrequested, long miscounted) {
    private static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, 0);
    /** Time for several passes over all deliveries; on a slow machine a pass takes half a minute. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Waits until no event is missing, because spooled events are stored with a delay, and returns the last tally. */
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
            sum = sum.plus(of(requests, api.counted(requests.delivery(), requests.counter())));
        }
        return sum;
    }

    private static Tally of(PixelRequests requests, AdminApi.Opens opens) {
        BitSet stored = new BitSet();
        opens.agents().forEach(agent -> stored.set(PixelRequests.number(agent)));
        BitSet lost = (BitSet) requests.answered().clone();
        lost.andNot(stored);
        BitSet unrequested = (BitSet) stored.clone();
        unrequested.andNot(requests.sent());
        int events = opens.agents().size();
        return new Tally(
                requests.sent().cardinality(),
                requests.answered().cardinality(),
                events,
                lost.cardinality(),
                events - stored.cardinality(),
                unrequested.cardinality(),
                Math.abs(opens.total() - events));
    }

    private Tally plus(Tally other) {
        return new Tally(
                sent + other.sent,
                answered + other.answered,
                stored + other.stored,
                lost + other.lost,
                duplicated + other.duplicated,
                unrequested + other.unrequested,
                miscounted + other.miscounted);
    }

    /** Whether each answered request has exactly one event, and each event a request. */
    boolean isRight() {
        return lost == 0 && duplicated == 0 && unrequested == 0 && miscounted == 0;
    }

    @Override
    public String toString() {
        return sent + " sent, " + answered + " answered, " + stored + " stored: " + lost + " lost, " + duplicated
                + " duplicated, " + unrequested + " never requested, " + miscounted + " miscounted";
    }
}
