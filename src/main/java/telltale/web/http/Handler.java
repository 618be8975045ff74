package telltale.web.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The code behind a route. */
@FunctionalInterface
public interface Handler {
    /**
     * Processes a request whose method, caller and body size have been checked.
     *
     * @throws ProblemException for a problem as the response
     */
    Response handle(RoutedRequest request) throws IOException, ProblemException;

    /** The refusal of a request of an open route by its header, before its body is read; null to handle it. */
    default @Nullable Response refusal(HttpServletRequest request) {
        return null;
    }
}
