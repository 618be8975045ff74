package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import telltale.web.http.Json;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/openapi.json}: the API description (OpenAPI 3.1). */
public final class OpenApiDocument {
    private byte[] answer = {};

    /** The document for an application deployed at {@code /app}. */
    static JsonObject document() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.PROVIDER.createReader(Objects.requireNonNull(in))) {
            return reader.readObject();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("openapi.json cannot be read from the web application", unreadable);
        }
    }

    /** The document, serialized once: doing so per request would cost as much CPU time as many pixels. */
    public Response get(RoutedRequest request) {
        request.query();
        byte[] bytes = serialized(request.http().getContextPath());
        return response -> {
            response.setContentType("application/json");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        };
    }

    /** @param path of the application; relative, because a proxy may use another host name */
    private synchronized byte[] serialized(String path) {
        if (answer.length == 0) {
            JsonObject here =
                    Json.object().add("url", path.isEmpty() ? "/" : path).build();
            JsonObject document = Json.PROVIDER
                    .createObjectBuilder(document())
                    .add("servers", Json.PROVIDER.createArrayBuilder().add(here))
                    .build();
            answer = document.toString().getBytes(StandardCharsets.UTF_8);
        }
        return answer;
    }
}
