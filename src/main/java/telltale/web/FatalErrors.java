package telltale.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Errors of the Java machine that a request met. After an {@link OutOfMemoryError} nothing in the process can be trusted:
 * the launcher ends it, and elsewhere health says so.
 */
public final class FatalErrors {
    /** Set by the launcher: what ends the process, as a {@code Consumer<Throwable>}. */
    static final String LAUNCHER_OUT_OF_MEMORY = "telltale.launcher.out-of-memory";

    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

    private volatile boolean isMemoryExhausted;

    /** Whether memory ran out since the start, in a server that went on. */
    public boolean isMemoryExhausted() {
        return isMemoryExhausted;
    }

    void report(HttpServletRequest request, Error error) {
        if (error instanceof OutOfMemoryError) {
            outOfMemory(request, error);
        } else if (error instanceof StackOverflowError) {
            // The thousand frames of such a trace say no more than its first, and a request can cause it.
            StackTraceElement[] trace = error.getStackTrace();
            log.error(
                    "A request to {} nested too deep in {}",
                    LoggedPath.of(request.getRequestURI()),
                    trace.length == 0 ? "?" : trace[0]);
        } else {
            log.error("A request to {} failed", LoggedPath.of(request.getRequestURI()), error);
        }
    }

    @SuppressWarnings("unchecked") // the launcher and this class agree on it
    private void outOfMemory(HttpServletRequest request, Error error) {
        boolean isFirst = !isMemoryExhausted;
        isMemoryExhausted = true;
        Object hook = request.getServletContext().getAttribute(LAUNCHER_OUT_OF_MEMORY);
        if (hook instanceof Consumer<?> launcher) {
            ((Consumer<Throwable>) launcher).accept(error);
        } else if (isFirst) {
            log.error(
                    "Memory ran out in a request ({}): restart the server, with more heap if this happens again.",
                    error.getMessage());
        }
    }

    /** The answer to the request that met the error. */
    Problem answer(Error error) {
        return error instanceof OutOfMemoryError
                ? new Problem(Problem.Type.BUSY, "Telltale has no memory left; its log says more.")
                : new Problem(Problem.Type.INTERNAL, "Telltale failed; its log says why.");
    }
}
