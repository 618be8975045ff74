package telltale.web.http;

import jakarta.json.JsonObject;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A response, such as JSON, a {@link Problem} or a page for recipients. */
@FunctionalInterface
public interface Response {
    void send(HttpServletResponse response) throws IOException;

    /** A response with status 200 and a record as JSON. */
    static Response json(Record body) {
        return json(HttpServletResponse.SC_OK, body);
    }

    /** A response with a record as JSON. */
    static Response json(int status, Record body) {
        JsonObject json = RecordJson.object(body);
        return response -> Json.send(response, status, "application/json", json);
    }

    /** A response with status 204. */
    static Response noContent() {
        return response -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
