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
 * The frame of the API's servlets: what goes wrong in them is answered as a problem. Who asks sees the hits that were
 * answered before, for a GET waits a little until the database has them. {@link RequestGate} has checked the key.
 */
public final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final transient EventLog events;

    public ApiFilter(EventLog events) {
        this.events = events;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("GET")) {
            events.awaitStored(PATIENCE);
        }
        try {
            chain.doFilter(request, response);
        } catch (InvalidInputException wrong) {
            new Problem(Problem.Type.INVALID_REQUEST, wrong.sentence())
                    .with("field", wrong.field())
                    .send(response);
        } catch (StoreUnavailableException away) {
            new Problem(Problem.Type.DATABASE_UNAVAILABLE, "The database does not answer; try again in a moment.")
                    .send(response);
        }
    }
}
