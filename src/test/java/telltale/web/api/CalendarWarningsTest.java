package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.calendar.Invitations;
import telltale.web.http.Json;

class CalendarWarningsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MESSAGES = "api/v1/messages";
    private static final String NO_ATTENDEE =
            "[\"The recipient is not an ATTENDEE in calendar: mail clients then offer no way to respond.\"]";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void anInvitationByItsOrganizerToItsAttendeesHasNoWarning() throws Exception {
        JsonObject queued = submit(Invitations.REQUEST, "\"ann@example.com\", \"Ben@example.com\"");

        assertFalse(queued.containsKey("warnings"), queued::toString);
        assertFalse(delivery(queued, 0).containsKey("warnings"), queued::toString);
        assertFalse(delivery(queued, 1).containsKey("warnings"), queued::toString);
    }

    @Test
    void aRecipientWhoIsNoAttendeeIsNamed() throws Exception {
        JsonObject queued = submit(Invitations.REQUEST, "\"ann@example.com\", \"eve@example.com\"");

        assertFalse(delivery(queued, 0).containsKey("warnings"), queued::toString);
        assertEquals(NO_ATTENDEE, delivery(queued, 1).getJsonArray("warnings").toString());
    }

    @Test
    void anotherOrganizerIsAWarningAboutTheMessage() throws Exception {
        JsonObject queued = submit(
                Invitations.REQUEST.replace("mailto:shop@example.com", "mailto:boss@example.com"),
                "\"ann@example.com\"");

        assertTrue(queued.getJsonArray("warnings").getString(0).startsWith("The ORGANIZER in calendar"));
    }

    /** The organizer may come from the recipient's data. */
    @Test
    void anotherOrganizerInAMergeFieldIsAWarningAboutTheRecipient() throws Exception {
        String template = Invitations.REQUEST.replace("mailto:shop@example.com", "mailto:{{organizer}}");
        JsonObject queued = submit(
                template,
                "{\"to\": \"ann@example.com\", \"data\": {\"organizer\": \"shop@example.com\"}},"
                        + " {\"to\": \"ben@example.com\", \"data\": {\"organizer\": \"boss@example.com\"}}");

        assertFalse(queued.containsKey("warnings"), queued::toString);
        assertFalse(delivery(queued, 0).containsKey("warnings"), queued::toString);
        assertTrue(delivery(queued, 1).getJsonArray("warnings").getString(0).startsWith("The ORGANIZER in calendar"));
    }

    @Test
    void theLinesOfABatchHaveTheirWarningsAndErrors() throws Exception {
        String template = Invitations.REQUEST.replace("mailto:ann@example.com", "mailto:{{guest}}");
        HttpResponse<String> answer = api.postKeyed(
                MESSAGES,
                "application/x-ndjson",
                null,
                message(template) + "}\n"
                        + "{\"to\": \"ann@example.com\", \"data\": {\"guest\": \"ann@example.com\"}}\n"
                        + "{\"to\": \"eve@example.com\", \"data\": {\"guest\": \"ann@example.com\"}}\n"
                        + "{\"to\": \"kim@example.com\", \"data\": {\"guest\": \"kim\"}}\n");

        List<JsonObject> lines =
                answer.body().lines().map(CalendarWarningsTest::json).toList();
        assertFalse(lines.get(1).containsKey("warnings"), answer::body);
        assertEquals(NO_ATTENDEE, lines.get(2).getJsonArray("warnings").toString());
        assertTrue(
                lines.get(3).getJsonObject("error").getString("detail").startsWith("calendar, line 11: ATTENDEE"),
                answer::body);
        assertEquals(2, lines.get(4).getInt("accepted"));
    }

    /** The first line is refused, and not each recipient. */
    @Test
    void aBatchWithAWrongCalendarIsRefusedAsAWhole() throws Exception {
        HttpResponse<String> answer = api.postKeyed(
                MESSAGES,
                "application/x-ndjson",
                null,
                message(Invitations.REQUEST.replace("VERSION:2.0", "VERSION:1.0")) + "}\n\"ann@example.com\"\n");

        assertEquals(400, answer.statusCode(), answer::body);
        assertEquals(
                "calendar, line 3: VERSION must be 2.0", json(answer.body()).getString("detail"));
    }

    @Test
    void aCheckNamesTheRecipientsWhoAreNoAttendees() throws Exception {
        HttpResponse<String> answer = api.postKeyed(
                MESSAGES + "?check=true",
                "application/json",
                null,
                message(Invitations.REQUEST.replace("ORGANIZER:mailto:shop", "ORGANIZER:mailto:boss"))
                        + ", \"to\": [\"ann@example.com\", \"eve@example.com\", \"kim@example.com\"]}");

        List<JsonObject> findings = json(answer.body()).getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(one -> one.getString("code").startsWith("calendar-"))
                .toList();
        assertEquals(1, findings.size(), answer::body);
        assertEquals("calendar-recipient", findings.get(0).getString("code"));
        assertEquals(2, findings.get(0).getInt("count"));
    }

    private static String message(String calendar) {
        return "{\"subject\": \"Opening\", \"text\": \"Come\", \"calendar\": " + Json.PROVIDER.createValue(calendar);
    }

    private JsonObject submit(String calendar, String recipients) throws Exception {
        HttpResponse<String> answer = api.postKeyed(
                MESSAGES, "application/json", null, message(calendar) + ", \"to\": [" + recipients + "]}");
        assertEquals(202, answer.statusCode(), answer::body);
        return json(answer.body());
    }

    private static JsonObject delivery(JsonObject queued, int index) {
        return queued.getJsonArray("deliveries").getJsonObject(index);
    }

    private static JsonObject json(String text) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
