package telltale.mail;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends writes that a server does not take in time. Angus sets an alarm before each write and takes it back afterwards; a
 * timer would wake a thread for each of them, so here they are entries that one thread looks through each second.
 */
final class WriteAlarms extends ScheduledThreadPoolExecutor {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Set<Alarm<?>> set = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean looking = new AtomicBoolean();

    WriteAlarms() {
        super(1, look -> {
            Thread thread = new Thread(look, "telltale-write-alarms");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @return an alarm that rings up to a second late */
    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        if (!looking.get() && looking.compareAndSet(false, true)) {
            var unused = scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        }
        Alarm<V> alarm = new Alarm<>(task, System.nanoTime() + unit.toNanos(delay));
        set.add(alarm);
        return alarm;
    }

    private void look() {
        for (Alarm<?> alarm : set) {
            if (alarm.getDelay(TimeUnit.NANOSECONDS) <= 0) {
                alarm.run();
            }
        }
    }

    private final class Alarm<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long due;

        Alarm(Callable<V> task, long due) {
            super(task);
            this.due = due;
        }

        @Override
        protected void done() {
            set.remove(this);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
