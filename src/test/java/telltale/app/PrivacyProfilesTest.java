package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.web.http.StrictJson;

/** The whole application under each privacy profile. */
@Timeout(180)
class PrivacyProfilesTest extends PrivacyFixture {
    private static final Pattern CONSENT = Pattern.compile("/consent/([A-Za-z0-9_-]{48})\\?lang=de");

    @Test
    void underConsentAMailHasOnlyWhatItsRecipientConsentedTo() throws Exception {
        start("consent");
        String plain = mail("ann@example.com", "");
        assertFalse(PIXEL.matcher(plain).find(), plain);
        assertTrue(plain.contains("https://shop.example/sale"), plain);

        decide("ben@example.com", "open-measurement", "given");
        String measured = mail("ben@example.com", "");
        assertTrue(PIXEL.matcher(measured).find(), measured);
        assertFalse(CLICK.matcher(measured).find(), measured);

        String id = accepted(message("ann@example.com", "")).getString("id");
        assertEquals("consent", get("messages/" + id).getString("privacy"));
        HttpResponse<String> laxer = post("messages", message("ann@example.com", ", \"privacy\": \"individual\""));
        assertEquals(400, laxer.statusCode());
        assertEquals("privacy", StrictJson.read(laxer.body()).asJsonObject().getString("field"));
    }

    @Test
    void aPersonIsMeasuredAfterConsentingOnThePageThatAnUntrackedMailLinksTo() throws Exception {
        start("consent");
        String request = sent("consents/requests", "{\"to\": \"ann@example.com\", \"language\": \"de\"}");
        assertFalse(PIXEL.matcher(request).find() || CLICK.matcher(request).find(), request);
        URI page = URI.create(url() + "/consent/" + token(CONSENT, request) + "?lang=de");
        Document asked = Jsoup.parse(send(HttpRequest.newBuilder(page)).body());
        assertFalse(PIXEL.matcher(mail("ann@example.com", "")).find(), "neither the mail nor a GET is a consent");
        String form = "decision=give&open-measurement=on&shown="
                + asked.expectFirst("[name=shown]").attr("value") + "&wording="
                + asked.expectFirst("[name=wording]").attr("value").replace(' ', '+');
        HttpResponse<String> answer = send(HttpRequest.newBuilder(page)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
        assertEquals(200, answer.statusCode(), answer.body());
        String mail = mail("ann@example.com", "");
        assertTrue(PIXEL.matcher(mail).find(), mail);
        assertFalse(CLICK.matcher(mail).find(), mail);
    }

    @Test
    void aCampaignHasTheProfileOfMailsThatAreNotSentEither() throws Exception {
        start("consent");
        assertEquals(
                201, post("suppressions", "{\"address\": \"ann@example.com\"}").statusCode());
        HttpResponse<String> refused = post("deliveries", message("ann@example.com", ", \"campaign\": \"spring\""));
        assertEquals(409, refused.statusCode(), refused.body());
        assertEquals(
                "[\"consent\"]", get("campaigns/spring").getJsonArray("privacy").toString());
    }

    @Test
    void aWithdrawalReachesMailAlreadySentForItsPurpose() throws Exception {
        start("consent");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String mail = mail("ben@example.com", "");
        open(mail);
        click(mail);
        assertEquals(2, events());

        decide("ben@example.com", "open-measurement", "withdrawn");
        open(mail);
        click(mail);
        assertEquals(3, events());
    }

    @Test
    void aMessageUnderNoneIsNeverTracked() throws Exception {
        start("individual");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String mail = mail("ben@example.com", ", \"privacy\": \"none\"");
        assertFalse(PIXEL.matcher(mail).find() || CLICK.matcher(mail).find(), mail);
    }

    @Test
    void aStricterSettingNarrowsWhatAnOldMailRecordsAndALaxerOneDoesNotWidenIt() throws Exception {
        start("individual");
        String individual = mail("ann@example.com", "");
        decide("ben@example.com", "open-measurement", "given");
        decide("ben@example.com", "click-measurement", "given");
        String consent = mail("ben@example.com", ", \"privacy\": \"consent\"");
        open(individual);
        assertEquals(1, events());

        close();
        start("consent");
        open(individual);
        click(individual);
        open(consent);
        assertEquals(2, events());

        close();
        start("individual");
        decide("ben@example.com", "open-measurement", "withdrawn");
        open(consent);
        open(individual);
        assertEquals(3, events());
    }

    @Test
    void withoutRecordedOpensNobodyIsSaidNotToHaveOpenedAMail() throws Exception {
        start("none");
        HttpResponse<String> refused =
                send(HttpRequest.newBuilder(api("deliveries?reader=nobody")).GET());
        assertEquals(400, refused.statusCode());
        JsonObject problem = StrictJson.read(refused.body()).asJsonObject();
        assertEquals("reader", problem.getString("field"));
        assertTrue(problem.getString("detail").contains("privacy profile none"), refused.body());
        assertEquals(
                0,
                get("deliveries?reader=unmeasured").getJsonArray("deliveries").size());
    }

    @Test
    void aMeasuredMailSaysSoIfTheSettingsAskForIt() throws Exception {
        start(Map.of("TELLTALE_PRIVACY_FOOTER", "en"));
        String mail = mail("ann@example.com", "");
        Matcher notice =
                Pattern.compile("href=\"([^\"]*)(/privacy)\\?lang=en\"").matcher(mail);
        assertTrue(notice.find(), mail);
        assertEquals(200, fetch(notice.group(2)));
        assertTrue(mail.contains(notice.group(1) + "/preferences/"), mail);

        assertFalse(mail("ann@example.com", ", \"privacy\": \"none\"").contains("/privacy"));
    }
}
