package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.web.http.LoggedPath;
import telltale.web.http.Problem;

/** Reports JVM errors that occur while a request is processed. */
public final class FatalErrors {
    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

    private final Consumer<? super OutOfMemoryError> outOfMemory;

    /** @param outOfMemory called for each out-of-memory error; may end the process */
    public FatalErrors(Consumer<? super OutOfMemoryError> outOfMemory) {
        this.outOfMemory = outOfMemory;
    }

    void report(HttpServletRequest request, Error error) {
        if (error instanceof OutOfMemoryError exhausted) {
            outOfMemory.accept(exhausted);
        } else if (error instanceof StackOverflowError) {
            // The first frame is sufficient: traces are long, and a request can cause many of them.
            StackTraceElement[] trace = error.getStackTrace();
            log.error(
                    "A request to {} overflowed the stack in {}",
                    LoggedPath.of(request.getRequestURI()),
                    trace.length == 0 ? "?" : trace[0]);
        } else {
            log.error("A request to {} failed", LoggedPath.of(request.getRequestURI()), error);
        }
    }

    /** The problem for the request in which the error occurred. */
    Problem answer(Error error) {
        return error instanceof OutOfMemoryError
                ? new Problem(Problem.Type.SERVER_BUSY, "Telltale is out of memory; see its log.")
                : new Problem(Problem.Type.INTERNAL_ERROR, "An unexpected error occurred; see the Telltale log.");
    }
}
