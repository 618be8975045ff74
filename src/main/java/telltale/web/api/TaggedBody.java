package telltale.web.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import telltale.model.Sha256;
import telltale.web.http.JsonResponse;
import telltale.web.http.Response;

/**
 * A body with a weak validator (RFC 9110 section 8.8.3), which a client that has it already need not load again.
 *
 * @param json what the body is the text of; null for another format
 * @param known the If-None-Match of the request, or null
 */
record TaggedBody(
        String type,
        String body,
        @Nullable JsonResponse json,
        @Nullable String known) implements Response {
    private static final int TAG_BYTES = 16;

    static TaggedBody of(HttpServletRequest request, String type, String body) {
        return new TaggedBody(type, body, null, request.getHeader("If-None-Match"));
    }

    static TaggedBody of(HttpServletRequest request, String type, JsonResponse json) {
        return new TaggedBody(type, json.body().toString(), json, request.getHeader("If-None-Match"));
    }

    @Override
    public Response incomplete(Collection<Integer> shards) {
        if (json == null) {
            return Response.super.incomplete(shards);
        }
        JsonResponse marked = json.incomplete(shards);
        return new TaggedBody(type, marked.body().toString(), marked, known);
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String tag = "W/\"" + HexFormat.of().formatHex(Sha256.of(bytes), 0, TAG_BYTES) + "\"";
        response.setHeader("ETag", tag);
        response.setHeader("Cache-Control", "private, no-cache");
        response.setHeader("Vary", "Accept");
        if (isKnown(tag)) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private boolean isKnown(String tag) {
        return known != null
                && Arrays.stream(known.split(",", -1))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || ("W/" + one).equals(tag));
    }
}
