package telltale.web.gate;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import telltale.model.InvalidInputException;
import telltale.store.Shards;
import telltale.store.StoreUnavailableException;
import telltale.web.http.GuardedOutput;
import telltale.web.http.JsonResponse;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** The servlet of all routes: calls the handler of a request that {@link RequestGate} permits, and sends its response. */
public final class Router extends HttpServlet {
    private static final long serialVersionUID = 1;

    private static final Problem UNAVAILABLE =
            new Problem(Problem.Type.DATABASE_UNAVAILABLE, "The database is not responding; try again later.");

    private final transient Routes routes;
    private final transient RequestAudit audit;
    private final transient Shards shards;
    private final transient Runnable stop;

    /**
     * @param shards know which databases an answer lacks
     * @param stop called when the container stops dispatching requests, before the application ends
     */
    public Router(Routes routes, RequestAudit audit, Shards shards, Runnable stop) {
        this.routes = routes;
        this.audit = audit;
        this.shards = shards;
        this.stop = stop;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            handle(request).send(response);
        } catch (InvalidInputException invalid) {
            Problem.of(invalid).send(response);
        } catch (StoreUnavailableException unavailable) {
            if (response.isCommitted()) {
                // The container closes the connection, so that a truncated response does not look complete.
                throw unavailable;
            }
            UNAVAILABLE.send(response);
        }
    }

    private Response handle(HttpServletRequest request) throws IOException {
        GuardedOutput.rethrow(request);
        String path = request.getPathInfo();
        Endpoint endpoint = routes.find(request.getServletPath(), path);
        Route route = Objects.requireNonNull(endpoint.route(request.getMethod()), "RequestGate refuses other methods");
        RoutedRequest routed = new RoutedRequest(request, endpoint.path().variable(path), route.shape() != null);
        return audit.record(route, routed, known -> answer(route, known));
    }

    private Response answer(Route route, RoutedRequest request) throws IOException {
        try (Shards.Watch watch = shards.watch()) {
            Response answer = route.handler().handle(request);
            Shape shape = route.shape();
            List<String> fields = request.fields();
            Response selected = shape != null && fields != null && answer instanceof JsonResponse json
                    ? json.select(fields, shape.items())
                    : answer;
            return isMarked(request, selected, watch) ? selected.incomplete(watch.missing()) : selected;
        } catch (ProblemException known) {
            return known.problem();
        } catch (InvalidInputException invalid) {
            return Problem.of(invalid);
        } catch (StoreUnavailableException unavailable) {
            return UNAVAILABLE;
        }
    }

    /** Whether an answer is to name the databases that it lacks. */
    private static boolean isMarked(RoutedRequest request, Response answer, Shards.Watch watch) {
        return !watch.missing().isEmpty()
                && answer.status() < HttpServletResponse.SC_BAD_REQUEST
                && (answer instanceof JsonResponse || isRead(request.http()));
    }

    /** Whether a request reads from the API: changes that were made, metrics and pages are not answered with a problem. */
    private static boolean isRead(HttpServletRequest request) {
        return request.getMethod().equals("GET") && request.getServletPath().startsWith("/api");
    }

    @Override
    public void destroy() {
        stop.run();
    }
}
