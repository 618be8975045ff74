package telltale.hostile;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** An API client that submits a small batch twice a second. */
final class SteadySending {
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int RECIPIENTS = 5;

    private final MailLedger ledger;
    private final Latencies latencies = new Latencies();
    private final Thread thread = new Thread(this::run, "steady sending");
    private volatile boolean ending;
    private int refused;

    private SteadySending(MailLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * The responses to the client.
     *
     * @param refused batches that were not accepted within ten seconds
     * @param latencies times until a batch was accepted
     */
    record Result(int refused, Latencies latencies) {}

    static SteadySending start(MailLedger ledger) {
        SteadySending sending = new SteadySending(ledger);
        sending.thread.start();
        return sending;
    }

    Result stop() throws InterruptedException {
        ending = true;
        thread.join();
        return new Result(refused, latencies);
    }

    private void run() {
        for (long due = System.nanoTime(); !ending; due += INTERVAL_NANOS) {
            while (!ending && System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            refused += ledger.submit("steady", RECIPIENTS) ? 0 : 1;
            latencies.add(System.nanoTime() - due);
        }
    }
}
