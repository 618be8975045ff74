package telltale.web.notifications;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.FailureReason;
import telltale.reports.Notification;
import telltale.web.http.JsonBody;

/** The events in the documentation of a provider, with other names and times, and what they mean. */
final class Samples {
    private final String text;

    /** @param provider its name in the path */
    Samples(String provider) {
        try (InputStream file = Samples.class.getResourceAsStream(provider + ".json")) {
            text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A sample about a mail with that identifier. */
    JsonObject object(String name, String identifier) {
        return JsonBody.parse(text.replace("IDENTIFIER", identifier))
                .asJsonObject()
                .getJsonObject(name);
    }

    /** A sample as JSON. */
    String event(String name) {
        return object(name, "of the mail").toString();
    }

    /**
     * The kinds of events and their reasons. A question mark follows a reason that holds unless the reply of the recipient's
     * server has another one; a dash stands for none.
     */
    static String meaning(Events events) {
        Stream<String> ignored = Stream.of("ignored").limit(events.ignored());
        return Stream.concat(events.notifications().stream().map(Samples::meaning), ignored)
                .collect(Collectors.joining(", "));
    }

    private static String meaning(Notification notification) {
        FailureReason stated = notification.failure().reason();
        FailureReason otherwise = notification.failure().otherwise();
        String likely = otherwise == null ? "-" : otherwise.wireName() + "?";
        return notification.kind().wireName() + " " + (stated == null ? likely : stated.wireName());
    }
}
