package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Uuid7;
import telltale.store.ClaimedDelivery;

@Timeout(60)
class TaskQueueTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Random random = new Random(42);
    private final TaskQueue queue = new TaskQueue(new ProviderWindows(4));

    @Test
    void deliveriesAreTakenInOrderUnlessTheyWereAddedFirst() throws InterruptedException {
        SendTask first = task("first");
        SendTask second = task("second, longer");
        queue.addLast(second);
        queue.addFirst(first);
        assertEquals(2, queue.size());
        assertEquals("firstsecond, longer".length(), queue.bytes());
        assertSame(first, queue.poll());
        assertSame(second, queue.poll(LONG));
        assertNull(queue.poll());
        assertNull(queue.poll(Duration.ofMillis(1)));
        assertEquals(0, queue.size() + queue.bytes());
    }

    @Test
    void theWorkerThatBecameIdleLastGetsTheNextDelivery() throws Exception {
        BlockingQueue<String> served = new LinkedBlockingQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (String name : List.of("first", "second", "third")) {
            Thread worker = new Thread(() -> serve(name, served));
            workers.add(worker);
            worker.start();
            SendingFixture.await(() -> worker.getState() == Thread.State.TIMED_WAITING);
        }
        for (String name : List.of("third", "second", "first")) {
            queue.addLast(task("mail"));
            assertEquals(name, served.poll(LONG.toSeconds(), TimeUnit.SECONDS));
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void serve(String name, BlockingQueue<String> served) {
        try {
            SendTask task = queue.poll(LONG);
            served.add(task == null ? "none" : name);
        } catch (InterruptedException unexpected) {
            served.add("interrupted");
        }
    }

    @Test
    void deliveriesAreRemovedByCondition() {
        SendTask kept = task("kept");
        SendTask removed = task("removed");
        queue.addLast(removed);
        queue.addLast(kept);
        assertEquals(List.of(removed), queue.removeIf(task -> task.equals(removed)));
        assertEquals(1, queue.size());
        assertEquals("kept".length(), queue.bytes());
        assertSame(kept, queue.poll());
    }

    @Test
    void everyDeliveryIsTakenOnceByManyWorkers() throws Exception {
        int count = 10_000;
        BlockingQueue<SendTask> taken = new LinkedBlockingQueue<>();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread worker = new Thread(() -> takeAll(taken));
            workers.add(worker);
            worker.start();
        }
        for (int i = 0; i < count; i++) {
            queue.addLast(task("mail " + i));
        }
        SendingFixture.await(() -> taken.size() == count);
        workers.forEach(Thread::interrupt);
        for (Thread worker : workers) {
            worker.join();
        }
        assertEquals(count, taken.stream().distinct().count());
        assertEquals(0, queue.size() + queue.bytes());
    }

    private void takeAll(BlockingQueue<SendTask> taken) {
        try {
            while (true) {
                @Nullable SendTask task = queue.poll(LONG);
                if (task != null) {
                    taken.add(task);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private SendTask task(String data) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        EmailAddress ann = EmailAddress.parse("ann@example.com");
        ClaimedDelivery delivery =
                new ClaimedDelivery(id, ann, "Hi", new UUID(0, 0), SendingFixture.bytes(data), 1, NOON);
        return new SendTask(delivery, "", 0, null);
    }
}
