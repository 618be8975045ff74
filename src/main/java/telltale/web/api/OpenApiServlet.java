package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import telltale.web.http.Json;

/** {@code GET /api/v1/openapi.json}: every address with what it takes and answers (OpenAPI 3.1), for programs. */
public final class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient JsonObject document = document();

    /** The document, as if the application stood at {@code /app}. */
    static JsonObject document() {
        try (InputStream in = OpenApiServlet.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.PROVIDER.createReader(Objects.requireNonNull(in))) {
            return reader.readObject();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("openapi.json cannot be read from the web application", unreadable);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // Relative to the host that was asked, for a proxy may give it another name.
        JsonObject here = Json.object()
                .add("url", request.getContextPath().isEmpty() ? "/" : request.getContextPath())
                .build();
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.PROVIDER
                        .createObjectBuilder(document)
                        .add("servers", Json.PROVIDER.createArrayBuilder().add(here))
                        .build());
    }
}
