package telltale.web.api;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import telltale.model.InvalidInputException;
import telltale.recording.EventLog;
import telltale.store.StoreUnavailableException;
import telltale.web.gate.RequestGate;
import telltale.web.http.Problem;

/**
 * Wraps the API's servlets: answers exceptions with problems, and lets a GET wait briefly until earlier hits are stored, so
 * that its response includes them. {@link RequestGate} has checked the key.
 */
public final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(1);

    private final transient EventLog events;

    public ApiFilter(EventLog events) {
        this.events = events;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("GET")) {
            events.awaitStored(STORE_TIMEOUT);
        }
        try {
            chain.doFilter(request, response);
        } catch (InvalidInputException invalid) {
            new Problem(Problem.Type.INVALID_REQUEST, invalid.sentence())
                    .with("field", invalid.field())
                    .send(response);
        } catch (StoreUnavailableException unavailable) {
            new Problem(Problem.Type.DATABASE_UNAVAILABLE, "The database is not responding; try again later.")
                    .send(response);
        }
    }
}
