package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.web.http.LoggedPath;
import telltale.web.http.Problem;

/** The reporter of errors of the Java machine that a request met. */
public final class FatalErrors {
    private static final Logger log = LoggerFactory.getLogger(FatalErrors.class);

    private final Consumer<? super OutOfMemoryError> outOfMemory;

    /** @param outOfMemory called with each error of this kind; it may end the process */
    public FatalErrors(Consumer<? super OutOfMemoryError> outOfMemory) {
        this.outOfMemory = outOfMemory;
    }

    void report(HttpServletRequest request, Error error) {
        if (error instanceof OutOfMemoryError exhausted) {
            outOfMemory.accept(exhausted);
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

    /** The answer to the request that met the error. */
    Problem answer(Error error) {
        return error instanceof OutOfMemoryError
                ? new Problem(Problem.Type.SERVER_BUSY, "Telltale is out of memory; see its log.")
                : new Problem(Problem.Type.INTERNAL_ERROR, "An unexpected error occurred; see the Telltale log.");
    }
}
