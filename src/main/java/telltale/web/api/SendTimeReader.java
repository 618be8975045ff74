package telltale.web.api;

import jakarta.json.JsonValue;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.SendWindow;
import telltale.sending.SendTime;
import telltale.web.http.JsonBody;

/** Reads when a message is sent: {@code sendAt} and {@code sendWindow}. */
final class SendTimeReader {
    private static final String WINDOW = "sendWindow";

    private SendTimeReader() {}

    static SendTime read(JsonBody body) {
        JsonValue given = body.value(WINDOW);
        JsonBody window =
                given == null ? null : JsonBody.of(WINDOW, given).allowOnly(Set.of("from", "to", "zone", "zoneField"));
        return new SendTime(
                body.read("sendAt", ExternalDeliveryApi::instant),
                window == null ? null : window(window),
                window == null ? null : window.text("zoneField"));
    }

    private static SendWindow window(JsonBody body) {
        ZoneId zone = body.read("zone", SendWindow::zone);
        try {
            return new SendWindow(
                    required(body.read("from", SendWindow::time), "from"),
                    required(body.read("to", SendWindow::time), "to"),
                    zone == null ? ZoneOffset.UTC : zone);
        } catch (InvalidInputException wrong) {
            throw wrong;
        } catch (IllegalArgumentException same) {
            throw new InvalidInputException(WINDOW + ".to", WINDOW + ".to must differ from " + WINDOW + ".from");
        }
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidInputException(WINDOW + "." + field, WINDOW + "." + field + " is missing");
        }
        return value;
    }
}
