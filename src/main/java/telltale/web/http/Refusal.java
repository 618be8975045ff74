package telltale.web.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A response sent in place of a servlet's, such as a {@link Problem} or a page for recipients. */
@FunctionalInterface
public interface Refusal {
    void send(HttpServletResponse response) throws IOException;
}
