package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final String ANN = "ann@example.com";
    private static final String BEN = "ben@example.com";
    private static final String AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                    + " Chrome/143.0.0.0 Safari/537.36";

    private void openByPerson(String mail) throws Exception {
        String path = "/pixel/" + token(PIXEL, mail);
        assertEquals(
                200,
                fetch(
                        path,
                        "User-Agent",
                        AGENT,
                        "Accept",
                        "image/avif,image/webp,image/apng,image/*,*/*;q=0.8",
                        "Accept-Language",
                        "en-GB,en;q=0.9",
                        "Accept-Encoding",
                        "gzip, deflate, br, zstd",
                        "Sec-Fetch-Site",
                        "cross-site",
                        "Sec-Fetch-Mode",
                        "no-cors",
                        "Sec-Fetch-Dest",
                        "image"));
    }

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
        String exported =
                post("persons/export", "{\"address\": \"" + ANN + "\"}").body();
        assertTrue(exported.contains("\"activeOn\":\"" + LocalDate.now(ZoneOffset.UTC) + "\""), exported);
        assertTrue(exported.contains("\"events\":[]"), exported);
        assertEquals(0, events());
        assertEquals(0, get("campaigns/spring").getJsonObject("opens").getInt("total"));
        String token = token(PIXEL, mail);
        close();
        for (String secret : List.of(AGENT, "Chrome/143", token)) {
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

        HttpResponse<String> exported = post("persons/export", "{\"address\": \"" + ANN + "\"}");
        assertFalse(exported.body().contains("activeOn"), exported.body());
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
