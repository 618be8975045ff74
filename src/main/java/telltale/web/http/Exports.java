package telltale.web.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.Shards;
import telltale.supervision.Deadlines;

/**
 * Sends long responses part by part. A thread makes and writes one part, and only when the client has taken the part before:
 * a slow client holds no thread, no database connection, and no more memory than one part. Few parts are made at a time, and
 * exports take turns.
 */
public final class Exports {
    private static final Logger log = LoggerFactory.getLogger(Exports.class);
    /** Exports that make a part at the same time. */
    private static final int MAX_RUNNING = 3;
    /** The time in which a client must take a part; proxies and containers often allow less. */
    private static final Duration MAX_STALL = Duration.ofSeconds(60);

    private final Deadlines deadlines;
    private final Shards shards;
    private final Duration maxStall;
    private final Queue<Export> waiting = new ArrayDeque<>();
    private int running;

    /** @param shards know which databases a part lacks, which ends the export */
    public Exports(Deadlines deadlines, Shards shards) {
        this(deadlines, shards, MAX_STALL);
    }

    /** @param maxStall the time in which a client must take a part */
    Exports(Deadlines deadlines, Shards shards, Duration maxStall) {
        this.deadlines = deadlines;
        this.shards = shards;
        this.maxStall = maxStall;
    }

    /**
     * Sends a response with the parts of a source. The caller has set its headers.
     *
     * @param request its processing becomes asynchronous
     */
    public void send(HttpServletRequest request, HttpServletResponse response, ExportSource source) throws IOException {
        if (request.getMethod().equals("HEAD")) {
            return;
        }
        AsyncContext context = request.startAsync(request, response);
        context.setTimeout(0);
        Export export = new Export(context, new GuardedOutput(response.getOutputStream()), source);
        context.addListener(export);
        export.out.setListener(export);
    }

    private void enqueue(Export export) {
        synchronized (this) {
            if (running == MAX_RUNNING) {
                waiting.add(export);
                return;
            }
            running++;
        }
        run(export);
    }

    private void run(@Nullable Export first) {
        Export export = first;
        while (export != null && !export.start()) {
            export = next();
        }
    }

    /** The next export that waits; null, and a place is free, if none does. */
    private synchronized @Nullable Export next() {
        Export next = waiting.poll();
        if (next == null) {
            running--;
        }
        return next;
    }

    /** One response. */
    private final class Export implements WriteListener, AsyncListener {
        private final AsyncContext context;
        private final GuardedOutput out;
        private final ExportSource source;
        private boolean isQueued;
        private @Nullable Future<?> deadline;

        Export(AsyncContext context, GuardedOutput out, ExportSource source) {
            this.context = context;
            this.out = out;
            this.source = source;
        }

        @Override
        public void onWritePossible() {
            synchronized (this) {
                if (isQueued || out.isEnded()) {
                    return;
                }
                isQueued = true;
                cancelDeadline();
            }
            enqueue(this);
        }

        /** Makes the next part in a thread of the container; false if the response has ended. */
        boolean start() {
            return out.run(() -> context.start(() -> {
                try {
                    writePart();
                } finally {
                    run(next());
                }
            }));
        }

        private void writePart() {
            byte[] part;
            try {
                part = completePart();
            } catch (IOException | RuntimeException | Error failed) {
                log.warn("An export failed, so its connection is closed: {}", failed.toString());
                fail();
                return;
            }
            try {
                if (part == null) {
                    complete();
                } else {
                    out.write(part);
                    awaitClient();
                }
            } catch (IOException | IllegalStateException disconnected) {
                log.debug("A client left an export: {}", disconnected.getMessage());
                complete();
            }
        }

        /** The next part. An export that lacks what a database has would look complete, so it fails instead. */
        private byte @Nullable [] completePart() throws IOException {
            try (Shards.Watch watch = shards.watch()) {
                byte[] part = source.next();
                if (!watch.missing().isEmpty()) {
                    throw new IOException("shard " + watch.missing().first() + " is not responding");
                }
                return part;
            }
        }

        private void awaitClient() throws IOException {
            synchronized (this) {
                // Before the question whether the client takes more: the container may call at once.
                isQueued = false;
                deadline = deadlines.schedule(maxStall, this::fail).orElse(null);
            }
            if (out.isReady()) {
                onWritePossible();
            }
        }

        private synchronized void cancelDeadline() {
            Future<?> running = deadline;
            if (running != null) {
                running.cancel(false);
            }
        }

        private void complete() {
            cancelDeadline();
            out.end(context::complete);
        }

        private void fail() {
            cancelDeadline();
            out.end(() -> GuardedOutput.interrupt(context));
        }

        @Override
        public void onError(Throwable disconnected) {
            complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            out.ended();
            cancelDeadline();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            complete();
        }

        @Override
        public void onError(AsyncEvent event) {
            complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
