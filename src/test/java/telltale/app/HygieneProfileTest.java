package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole application under the profile hygiene: one date for each person, and nothing else of an open. */
@Timeout(180)
class HygieneProfileTest extends PrivacyFixture {
    private List<String> inactive() throws Exception {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        return get("persons/inactive?since=" + today).getJsonArray("persons").stream()
                .map(person -> person.asJsonObject().getString("address"))
                .toList();
    }

    @Test
    void anOpenByAPersonLeavesItsDateAndNothingElse() throws Exception {
        start("hygiene");
        String mail = mail(ANN, ", \"campaign\": \"spring\"");
        assertTrue(mail.contains("https://shop.example/sale"), mail);
        assertFalse(CLICK.matcher(mail).find(), mail);
        awaitInactive(ANN);
        openByPerson(mail);

        assertEquals(List.of(), inactive());
        String exported = exported(ANN);
        assertTrue(exported.contains("\"activeOn\":\"" + LocalDate.now(ZoneOffset.UTC) + "\""), exported);
        assertTrue(exported.contains("\"events\":[]"), exported);
        assertEquals(0, events());
        assertEquals(0, get("campaigns/spring").getJsonObject("opens").getInt("total"));
        String token = token(PIXEL, mail);
        close();
        for (String secret : List.of(BROWSER, "Chrome/143", token)) {
            assertNotStored(secret);
        }
    }

    /** The mail counts when its acceptance is stored, which is after the mail server has it. */
    private void awaitInactive(String address) throws Exception {
        while (!inactive().contains(address)) {
            Thread.onSpinWait();
        }
    }

    private void assertNotStored(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertFalse(content.contains(secret), secret + " is in " + file);
            }
        }
    }

    @Test
    void aProgramLeavesNothing() throws Exception {
        start("hygiene");
        String mail = mail(ANN, "");
        awaitInactive(ANN);
        open(mail);
        assertEquals(List.of(ANN), inactive());
    }

    @Test
    void aWithdrawalOfHygieneErasesTheDateAndStopsTheRecording() throws Exception {
        start("hygiene");
        String mail = mail(ANN, "");
        openByPerson(mail);
        decide(ANN, "hygiene", "withdrawn");
        openByPerson(mail);

        assertFalse(exported(ANN).contains("activeOn"));
        assertEquals(List.of(), inactive(), "nothing is known of a person who objected");
        assertFalse(PIXEL.matcher(mail(ANN, "")).find());
        assertTrue(PIXEL.matcher(mail(BEN, "")).find());
    }

    @Test
    void theSettingAlsoAppliesToMailThatWasSentUnderALessStrictProfile() throws Exception {
        start("individual");
        String mail = mail(ANN, "");
        close();
        start("hygiene");
        openByPerson(mail);
        click(mail);
        assertEquals(0, events());
        assertEquals(
                "hygiene",
                get("messages/" + accepted(message(BEN, "")).getString("id")).getString("privacy"));
    }

    @Test
    void theSearchNeedsADay() throws Exception {
        start("hygiene");
        for (String query :
                List.of("", "?since=yesterday", "?since=2026-06-01&before=x", "?since=2026-06-01&cursor=x")) {
            assertEquals(
                    400,
                    send(HttpRequest.newBuilder(api("persons/inactive" + query)).GET())
                            .statusCode(),
                    query);
        }
    }
}
