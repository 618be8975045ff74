package telltale.web.http;

import java.io.IOException;

/** The code behind a route. */
@FunctionalInterface
public interface Handler {
    /**
     * Processes a request whose method, caller and body size have been checked.
     *
     * @throws ProblemException for a problem as the response
     */
    Response handle(RoutedRequest request) throws IOException, ProblemException;
}
