package telltale.web.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** An answer that is decided before a servlet is called, such as a {@link Problem} or a page for recipients. */
@FunctionalInterface
public interface Refusal {
    void send(HttpServletResponse response) throws IOException;
}
