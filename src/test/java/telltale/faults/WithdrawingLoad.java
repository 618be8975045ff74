package telltale.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Clients that open the mails of random persons on all nodes, at a given rate, until they are stopped. */
final class WithdrawingLoad {
    /** The user agent of opens before a withdrawal is answered. */
    static final String BEFORE = "before-withdrawal";
    /** The user agent of opens after it. */
    static final String AFTER = "after-withdrawal";

    private static final int CLIENTS_OF_NODE = 4;
    private static final int OK = 200;

    private final List<WithdrawingPerson> persons;
    private final long interval;
    private final List<Thread> clients = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final LongAdder answered = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final long start = System.nanoTime();
    private volatile boolean isStopped;

    /** @param rate the opens per second on all nodes together */
    WithdrawingLoad(List<String> sites, List<WithdrawingPerson> persons, int rate, Random seeds) {
        this.persons = persons;
        this.interval = TimeUnit.SECONDS.toNanos(1) * CLIENTS_OF_NODE * sites.size() / rate;
        for (String site : sites) {
            for (int i = 0; i < CLIENTS_OF_NODE; i++) {
                Random random = new Random(seeds.nextLong());
                clients.add(new Thread(() -> open(site, random)));
            }
        }
        clients.forEach(Thread::start);
    }

    /** The opens that were answered. */
    long answered() {
        return answered.sum();
    }

    /** Those that were requested more than a second after the withdrawal of their person. */
    long late() {
        return late.sum();
    }

    double perSecond() {
        return answered.sum() * 1e9 / (System.nanoTime() - start);
    }

    /** Stops the clients, and returns descriptions of the requests that failed. */
    List<String> stop() throws InterruptedException {
        isStopped = true;
        for (Thread client : clients) {
            client.join();
        }
        return List.copyOf(faults);
    }

    private void open(String site, Random random) {
        try (PixelClient client = new PixelClient(site)) {
            for (long next = System.nanoTime(); !isStopped; next += interval) {
                open(client, persons.get(random.nextInt(persons.size())));
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (IOException broken) {
            faults.add(broken.toString());
        }
    }

    private void open(PixelClient client, WithdrawingPerson person) throws IOException {
        long now = System.currentTimeMillis();
        int status = client.get(person.mail.path(), person.isAfterWithdrawal(now) ? AFTER : BEFORE);
        if (status == OK) {
            answered.increment();
            person.answered.incrementAndGet();
            if (person.isLate(now)) {
                late.increment();
            }
        } else {
            faults.add("status " + status);
        }
    }
}
