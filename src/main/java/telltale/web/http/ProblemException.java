package telltale.web.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Signals a request that is answered with a problem. */
public final class ProblemException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient @Nullable Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return Objects.requireNonNull(problem);
    }
}
