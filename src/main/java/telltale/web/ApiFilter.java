package telltale.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import telltale.model.BadInput;
import telltale.recording.EventLog;
import telltale.store.StoreUnavailable;

/**
 * The door of the API: only the admin key opens it, and what goes wrong behind it is answered as a problem. Whoever asks
 * sees the hits that were answered before, for the question waits a little until the database has them.
 */
public final class ApiFilter extends HttpFilter {
    private static final long serialVersionUID = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final transient Access access;
    private final transient EventLog events;

    public ApiFilter(Access access, EventLog events) {
        this.access = access;
        this.events = events;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        switch (access.bearer(request)) {
            case NOBODY ->
                new Problem(
                                Problem.Type.NO_KEY,
                                "Send the admin key as \"Authorization: Bearer …\"; it is in the file \"key\" of the home folder.")
                        .send(response);
            case TRACK ->
                new Problem(Problem.Type.WRONG_ROLE, "The track key can do nothing but send; use the admin key here.")
                        .send(response);
            case ADMIN -> {
                events.awaitStored(PATIENCE);
                try {
                    chain.doFilter(request, response);
                } catch (BadInput wrong) {
                    new Problem(Problem.Type.BAD_INPUT, wrong.sentence())
                            .with("field", wrong.field())
                            .send(response);
                } catch (StoreUnavailable away) {
                    new Problem(Problem.Type.DATABASE_AWAY, "The database does not answer; try again in a moment.")
                            .send(response);
                }
            }
        }
    }
}
