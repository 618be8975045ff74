package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import telltale.contract.RawHttpClient.Answer;
import telltale.message.calendar.Invitations;

/** Test of an invitation that is submitted through the API and arrives at a mail server. */
interface CalendarContract {
    Application application();

    @Test
    default void anInvitationArrivesAsAlternativeAndAsFile() throws Exception {
        String body = Json.createObjectBuilder()
                .add("to", "ann@example.com")
                .add("subject", "Opening")
                .add("html", "<p>Come to the <b>opening</b></p>")
                .add("calendar", Invitations.REQUEST.replace("SUMMARY:Opening", "SUMMARY:Eröffnung"))
                .build()
                .toString();
        try (MailServers.Plain server = TrackContract.mailServer()) {
            Answer answer = application()
                    .http()
                    .post(
                            "/app/api/v1/messages",
                            "application/json",
                            body,
                            application().adminKey());
            assertEquals(202, answer.status(), answer::toString);

            MimeMultipart mixed = (MimeMultipart) server.awaitMail().message().getContent();
            MimeMultipart alternatives = (MimeMultipart) mixed.getBodyPart(0).getContent();

            assertEquals(
                    "text/calendar; method=REQUEST; charset=utf-8",
                    alternatives.getBodyPart(2).getContentType());
            assertEquals("invite.ics", mixed.getBodyPart(1).getFileName());
            String sent = Invitations.REQUEST.replace("SUMMARY:Opening", "SUMMARY:Eröffnung");
            assertEquals(sent, text(alternatives.getBodyPart(2)));
            assertEquals(sent, text(mixed.getBodyPart(1)));
        }
    }

    private static String text(BodyPart part) throws Exception {
        return new String(part.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
