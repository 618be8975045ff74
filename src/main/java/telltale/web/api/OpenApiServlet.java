package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import telltale.web.http.Json;

/** {@code GET /api/v1/openapi.json}: the API description (OpenAPI 3.1). */
public final class OpenApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private transient byte[] answer = {};

    /** The document for an application deployed at {@code /app}. */
    static JsonObject document() {
        try (InputStream in = OpenApiServlet.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.PROVIDER.createReader(Objects.requireNonNull(in))) {
            return reader.readObject();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("openapi.json cannot be read from the web application", unreadable);
        }
    }

    /** Serializes the document once: doing so per request would cost as much CPU time as many pixels. */
    @Override
    public void init() {
        // Relative, because a proxy may use another host name.
        String path = getServletContext().getContextPath();
        JsonObject here = Json.object().add("url", path.isEmpty() ? "/" : path).build();
        JsonObject document = Json.PROVIDER
                .createObjectBuilder(document())
                .add("servers", Json.PROVIDER.createArrayBuilder().add(here))
                .build();
        answer = document.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(answer.length);
        response.getOutputStream().write(answer);
    }
}
