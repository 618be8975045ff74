package telltale.web.gate;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import telltale.model.InvalidInputException;
import telltale.store.StoreUnavailableException;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.RoutedRequest;

/** The servlet of all routes: calls the handler of a request that {@link RequestGate} permits, and sends its response. */
public final class Router extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Routes routes;
    private final transient Runnable stop;

    /** @param stop called when the container stops dispatching requests, before the application ends */
    public Router(Routes routes, Runnable stop) {
        this.routes = routes;
        this.stop = stop;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            handle(request, response);
        } catch (ProblemException known) {
            known.problem().send(response);
        } catch (InvalidInputException invalid) {
            Problem.of(invalid).send(response);
        } catch (StoreUnavailableException unavailable) {
            if (response.isCommitted()) {
                // The container closes the connection, so that a truncated response does not look complete.
                throw unavailable;
            }
            new Problem(Problem.Type.DATABASE_UNAVAILABLE, "The database is not responding; try again later.")
                    .send(response);
        }
    }

    private void handle(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        String path = request.getPathInfo();
        Endpoint endpoint = routes.find(request.getServletPath(), path);
        Route route = Objects.requireNonNull(endpoint.route(request.getMethod()), "RequestGate refuses other methods");
        route.handler()
                .handle(new RoutedRequest(request, endpoint.path().variable(path)))
                .send(response);
    }

    @Override
    public void destroy() {
        stop.run();
    }
}
