package telltale.web.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;

/** A response, such as JSON, a {@link Problem} or a page for recipients. */
@FunctionalInterface
public interface Response {
    void send(HttpServletResponse response) throws IOException;

    /** The status, which is known before the response is sent. */
    default int status() {
        return HttpServletResponse.SC_OK;
    }

    /**
     * This response with the numbers of the databases whose part it lacks, in order; a problem if it cannot name them, such as a table
     * in CSV.
     */
    default Response incomplete(Collection<Integer> shards) {
        return new Problem(
                Problem.Type.DATABASE_UNAVAILABLE,
                "Shard " + shards.iterator().next() + " is not responding; try again later.");
    }

    /** A response with status 200 and a record as JSON. */
    static Response json(Record body) {
        return json(HttpServletResponse.SC_OK, body);
    }

    /** A response with a record as JSON. */
    static Response json(int status, Record body) {
        return JsonResponse.of(status, body);
    }

    /** A response with status 204. */
    static Response noContent() {
        return withStatus(HttpServletResponse.SC_NO_CONTENT, response -> {});
    }

    /** A response with a status and, for example, headers. */
    static Response withStatus(int status, Response rest) {
        return new Response() {
            @Override
            public void send(HttpServletResponse response) throws IOException {
                response.setStatus(status);
                rest.send(response);
            }

            @Override
            public int status() {
                return status;
            }
        };
    }
}
