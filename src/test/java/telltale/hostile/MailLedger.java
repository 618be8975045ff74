package telltale.hostile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Compares the mails that the server accepted for submission with the mails that arrived. */
final class MailLedger {
    private static final Set<String> WAITING = Set.of("scheduled", "queued", "sending", "deferred");
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** The number of missing mails whose state is looked up. If there are more, the test fails anyway. */
    private static final int MAX_LOOKUPS = 200;

    private final TargetApi api;
    private final MailSink sink;
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    /** Mails that were still queued in an earlier balance. */
    private final List<String> late = new ArrayList<>();

    private final AtomicInteger batches = new AtomicInteger();

    MailLedger(TargetApi api, MailSink sink) {
        this.api = api;
        this.sink = sink;
    }

    /**
     * The outcomes of the mails that were accepted since the last balance.
     *
     * @param lost mails in a final state that did not arrive
     * @param waiting mails that are still queued
     */
    record Balance(int accepted, int lost, int waiting) {}

    /**
     * Submits a batch, and repeats that with the same idempotency key until it is accepted.
     *
     * @return whether it was accepted in time
     */
    boolean submit(String name, int recipients) {
        String key =
                name + "-" + batches.incrementAndGet() + "-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
        long end = System.nanoTime() + TIMEOUT_NANOS;
        do {
            List<String> ids = submitOnce(key, recipients);
            if (!ids.isEmpty()) {
                accepted.addAll(ids);
                return true;
            }
            LockSupport.parkNanos(RETRY_NANOS);
        } while (System.nanoTime() < end && !Thread.currentThread().isInterrupted());
        return false;
    }

    private List<String> submitOnce(String key, int recipients) {
        try {
            return api.submit(key, recipients);
        } catch (IOException noAnswer) {
            return List.of();
        }
    }

    /** Returns how many of the mails that were still queued in a balance have been lost since, according to the server. */
    int lostLater() {
        late.removeIf(delivery -> sink.copies(delivery) > 0);
        return lost(late);
    }

    /** Waits as long as mails keep arriving, and looks up the state of the others. */
    Balance settle() {
        List<String> missing = new ArrayList<>(accepted);
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (!missing.isEmpty() && System.nanoTime() < end) {
            int before = missing.size();
            missing.removeIf(delivery -> sink.copies(delivery) > 0);
            if (missing.size() < before) {
                end = System.nanoTime() + TIMEOUT_NANOS;
            }
            LockSupport.parkNanos(RETRY_NANOS / 4);
        }
        int all = accepted.size();
        accepted.clear();
        late.addAll(missing);
        int lost = lost(missing);
        return new Balance(all, lost, missing.size() - lost);
    }

    /** Returns how many of the missing mails are in a final state, according to the server. */
    private int lost(List<String> missing) {
        int lost = 0;
        for (String delivery : missing.subList(0, Math.min(missing.size(), MAX_LOOKUPS))) {
            Optional<String> state = api.state(delivery);
            if (state.isEmpty()) {
                return lost;
            }
            lost += WAITING.contains(state.get()) ? 0 : 1;
        }
        return lost;
    }
}
