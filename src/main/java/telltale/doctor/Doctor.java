package telltale.doctor;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/**
 * Examines a set-up: runs all checks in parallel, each on a thread of its own and for a limited time. Only one examination
 * runs at a time; who asks meanwhile gets its result. Nothing is kept between examinations.
 */
public final class Doctor {
    private static final Logger log = LoggerFactory.getLogger(Doctor.class);

    private final Supplier<List<Check>> checks;
    private final Function<List<Finding>, List<Requirement>> requirements;
    private final Duration deadline;
    private final Clock clock;
    private final Supervisor supervisor;
    private @Nullable CompletableFuture<Report> running;

    /**
     * @param checks the checks of one examination
     * @param requirements the requirements of bulk senders, as they follow from findings
     * @param deadline how long the checks may take, which begin together
     * @param supervisor starts the threads
     */
    public Doctor(
            Supplier<List<Check>> checks,
            Function<List<Finding>, List<Requirement>> requirements,
            Duration deadline,
            Clock clock,
            Supervisor supervisor) {
        this.checks = checks;
        this.requirements = requirements;
        this.deadline = deadline;
        this.clock = clock;
        this.supervisor = supervisor;
    }

    /** Runs all checks, or waits for an examination that is running. Takes the deadline at most, and a moment. */
    public Report examine() throws InterruptedException {
        CompletableFuture<Report> own = new CompletableFuture<>();
        CompletableFuture<Report> other;
        synchronized (this) {
            other = running;
            if (other == null) {
                running = own;
            }
        }
        if (other != null) {
            return resultOf(other);
        }
        try {
            own.complete(run());
        } catch (InterruptedException | RuntimeException failed) {
            own.completeExceptionally(failed);
            throw failed;
        } finally {
            // Those who wait must not wait forever after an Error.
            own.completeExceptionally(new IllegalStateException("the examination ended early"));
            synchronized (this) {
                running = null;
            }
        }
        return resultOf(own);
    }

    private static Report resultOf(CompletableFuture<Report> examination) throws InterruptedException {
        try {
            return examination.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the examination failed", failed.getCause());
        }
    }

    private Report run() throws InterruptedException {
        Instant startedAt = clock.instant();
        long end = System.nanoTime() + deadline.toNanos();
        List<Running> all = checks.get().stream().map(this::start).toList();
        List<Finding> findings = new ArrayList<>();
        try {
            for (Running check : all) {
                findings.addAll(check.findings(end - System.nanoTime()));
            }
        } finally {
            all.forEach(check -> check.thread.interrupt());
        }
        return new Report(startedAt, clock.instant(), findings, requirements.apply(findings));
    }

    private Running start(Check check) {
        CompletableFuture<List<Finding>> found = new CompletableFuture<>();
        return new Running(
                check, found, supervisor.start("doctor " + check.name(), () -> found.complete(findings(check))));
    }

    private static List<Finding> findings(Check check) throws InterruptedException {
        try {
            return check.work().run();
        } catch (RuntimeException defect) {
            log.error("The check of {} failed", check.name(), defect);
            return List.of(DoctorFinding.CHECK_FAILED.of(check.name(), "it ended with an error"));
        }
    }

    /** A check that was started. */
    private record Running(Check check, CompletableFuture<List<Finding>> found, SupervisedThread thread) {
        List<Finding> findings(long nanos) throws InterruptedException {
            try {
                return found.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                return List.of(DoctorFinding.CHECK_TIMEOUT.of(check.name(), "it did not end in time"));
            } catch (ExecutionException impossible) {
                throw new IllegalStateException("a check completes with findings", impossible);
            }
        }
    }
}
