package telltale.web.gate;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.InvalidInputException;
import telltale.web.http.LoggedPath;
import telltale.web.http.Problem;

/** Answers errors reported by the container without exposing a stack trace, a version or other internals. */
public final class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(ErrorServlet.class);

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        Object thrown = request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        Throwable cause = thrown instanceof Throwable known ? known : null;
        if (cause instanceof InvalidInputException invalid) {
            Problem.of(invalid).send(response);
            return;
        }
        logFailure(LoggedPath.of(request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI)), cause);
        problem(status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND)
                .send(response);
    }

    /** Logs unexpected errors; disconnects and malformed requests are client errors. */
    private static void logFailure(String path, @Nullable Throwable cause) {
        if (cause instanceof IOException disconnected) {
            log.debug("A request to {} was aborted: {}", path, disconnected.getMessage());
        } else if (cause != null) {
            log.error("A request to {} failed", path, cause);
        }
    }

    private static Problem problem(int status) {
        return switch (status) {
            case 400 -> new Problem(Problem.Type.INVALID_REQUEST, "The request could not be read.");
            case 403, 404 -> new Problem(Problem.Type.NOT_FOUND, "No resource exists at this path.");
            case 405, 501 -> new Problem(Problem.Type.METHOD_NOT_ALLOWED, "This resource does not support the method.");
            case 408 -> PendingRequests.requestTimeout();
            case 413 -> new Problem(Problem.Type.REQUEST_TOO_LARGE, "The request is too large.");
            case 415 -> new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported.");
            default -> new Problem(Problem.Type.INTERNAL_ERROR, "An unexpected error occurred; see the Telltale log.");
        };
    }
}
