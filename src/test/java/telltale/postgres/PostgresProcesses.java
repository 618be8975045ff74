package telltale.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes of a running PostgreSQL server. */
final class PostgresProcesses {
    private PostgresProcesses() {}

    /**
     * Returns the postmaster and then its children, so that it is signaled first and cannot replace a child.
     *
     * @param data the folder of the server's data
     */
    static List<ProcessHandle> of(Path data) {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(List.of(postmaster));
            postmaster.descendants().forEach(all::add);
            return all;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Kills all at once (SIGKILL), like a power failure. */
    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        awaitEnd(processes);
    }

    static void awaitEnd(List<ProcessHandle> processes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("PostgreSQL did not stop: " + processes);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
