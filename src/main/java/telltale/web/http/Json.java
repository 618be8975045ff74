package telltale.web.http;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Helpers for JSON responses. */
public final class Json {
    /** Looked up once, because each look-up reads the service files of every library. */
    public static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Json() {}

    public static JsonObjectBuilder object() {
        return PROVIDER.createObjectBuilder();
    }

    static JsonValue text(@Nullable String text) {
        return text == null ? JsonValue.NULL : PROVIDER.createValue(text);
    }

    /** An instant in RFC 3339, UTC, milliseconds. */
    static JsonValue instant(@Nullable Instant instant) {
        return instant == null ? JsonValue.NULL : PROVIDER.createValue(text(instant));
    }

    /** The text of an instant in RFC 3339, UTC, milliseconds. */
    public static String text(Instant instant) {
        return INSTANT.format(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    static void send(HttpServletResponse response, int status, String type, JsonObject body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
