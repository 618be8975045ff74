package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Delivery;
import telltale.reports.Consequences;
import telltale.store.ReportQuery;
import telltale.web.http.JsonBody;

class InboundCorrectionsApiTest extends InboundApiFixture {
    @Test
    void aCorrectionChangesWhatFollowsAndCanBeRemoved() throws Exception {
        String id = id(post(bounce("4.2.2", "mailbox full")));
        assertEquals(
                "[\"bounced\"]",
                api.json(PATH + "/" + id).getJsonArray("effects").toString());

        JsonObject corrected = JsonBody.parse(
                        api.change("PUT", correction(id), "{\"kind\":\"bounce\",\"reason\":\"mailbox-gone\"}")
                                .body())
                .asJsonObject();
        assertEquals("mailbox-gone", corrected.getString("reason"));
        assertEquals(
                "mailbox-full",
                corrected.getJsonObject("read").getJsonObject("failure").getString("reason"));
        assertEquals(
                "[\"bounced\",\"suppressed\"]",
                corrected.getJsonArray("effects").toString());
        assertTrue(corrected.getBoolean("corrected"));

        JsonObject removed =
                JsonBody.parse(api.change("DELETE", correction(id), "").body()).asJsonObject();
        assertEquals("mailbox-full", removed.getString("reason"));
        assertFalse(removed.getBoolean("corrected"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"kind\":\"bounced\"} | kind",
                "{} | kind",
                "{\"kind\":\"bounce\"} | reason",
                "{\"kind\":\"bounce\",\"reason\":\"gone\"} | reason",
                "{\"kind\":\"reply\",\"reason\":\"mailbox-gone\"} | reason",
                "{\"kind\":\"reply\",\"class\":\"hard\"} | class"
            })
    void aWrongCorrectionIsNamedAndChangesNothing(String body, String field) throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));
        HttpResponse<String> refused = api.change("PUT", correction(id), body);

        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused::body);
        assertFalse(api.json(PATH + "/" + id).getBoolean("corrected"));
    }

    @Test
    void aCorrectionOfNothingIsNotFound() throws Exception {
        String unknown = correction(UUID.randomUUID().toString());
        assertEquals(404, api.change("PUT", unknown, "{\"kind\":\"reply\"}").statusCode());
        assertEquals(404, api.change("DELETE", unknown, "").statusCode());
    }

    @Test
    void rejudgingReadsOlderReportsAgainPageByPage() throws Exception {
        List<Delivery> deliveries = List.of(delivery, api.accepted("autumn", NOW.minusSeconds(1800)));
        for (Delivery about : deliveries) {
            delivery = about;
            for (int i = 0; i < 60; i++) {
                post(bounce("5.1.1", "user unknown " + i));
            }
        }
        assertEquals(
                "{\"reread\":0,\"next\":null}",
                api.change("POST", PATH + "/rejudge", "").body());
        for (Delivery about : deliveries) {
            api.store
                    .reports()
                    .find(ReportQuery.of(about.id(), 120))
                    .forEach(report -> api.store
                            .reports()
                            .reread(report.id(), report.facts().by("older"), new Consequences()));
        }
        assertEquals(120, api.json(PATH + "/rejudge").getInt("outdated"));

        JsonObject first =
                JsonBody.parse(api.change("POST", PATH + "/rejudge", "").body()).asJsonObject();
        assertEquals(100, first.getInt("reread"));
        String rest = api.change("POST", PATH + "/rejudge?cursor=" + first.getString("next"), "")
                .body();
        assertEquals("{\"reread\":20,\"next\":null}", rest);
    }

    @Test
    void aDeliverySaysThatAndWhyItBounced() throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));

        JsonObject bounced = api.json("api/v1/deliveries/" + delivery.id());
        assertEquals("bounced", bounced.getString("state"));
        assertEquals("2026-12-01T12:00:00.000Z", bounced.getString("bouncedAt"));
        assertEquals(
                "{\"reason\":\"mailbox-gone\",\"class\":\"hard\",\"fault\":\"recipient\","
                        + "\"explanation\":\"There is no such mailbox, or it was disabled for good.\"}",
                bounced.getJsonObject("failure").toString());
        JsonObject listed = bounced.getJsonArray("reports").getJsonObject(0);
        assertEquals(id, listed.getString("id"));
        assertEquals("autumn", listed.getString("campaign"));
        assertEquals(
                1,
                api.json("api/v1/deliveries?state=bounced")
                        .getJsonArray("deliveries")
                        .size());
    }

    @Test
    void aSuppressionNamesItsReportAndEndsWithIt() throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));
        JsonObject suppressed =
                api.json("api/v1/suppressions").getJsonArray("suppressions").getJsonObject(0);
        assertEquals(id, suppressed.getString("report"));
        assertEquals("mailbox-gone", suppressed.getString("reason"));

        api.change("PUT", correction(id), "{\"kind\":\"delay\"}");

        assertEquals(
                0, api.json("api/v1/suppressions").getJsonArray("suppressions").size());
        assertEquals("accepted", api.json("api/v1/deliveries/" + delivery.id()).getString("state"));
    }

    @Test
    void aCorrectionIsInTheExportOfThePerson() throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));
        api.change("PUT", correction(id), "{\"kind\":\"delay\"}");

        HttpResponse<String> export =
                api.sendBody("POST", "api/v1/persons/export", "application/json", "{\"address\": \"ann@example.com\"}");
        JsonObject report = JsonBody.parse(export.body())
                .asJsonObject()
                .getJsonArray("deliveries")
                .getJsonObject(0)
                .getJsonArray("reports")
                .getJsonObject(0);
        assertEquals("delay", report.getString("kind"));
        assertTrue(report.getBoolean("corrected"));
    }

    @Test
    void aReplyIsShownAtItsDelivery() throws Exception {
        post(
                "From: ann@example.com\nSubject: Re: Hi\nIn-Reply-To: <x@example.com>\n\nThanks.\n",
                "Envelope-From",
                "ann@example.com",
                "Envelope-To",
                returnAddress());

        JsonObject replied = api.json("api/v1/deliveries/" + delivery.id());
        assertEquals("2026-12-01T12:00:00.000Z", replied.getString("repliedAt"));
        assertEquals("replied", replied.getString("level"));
    }

    @Test
    void everyTermIsInWords() throws Exception {
        JsonObject terms = api.json(PATH + "/terms");
        for (String list : List.of("kinds", "reasons", "matches", "explanations")) {
            for (JsonObject term : terms.getJsonArray(list).getValuesAs(JsonObject.class)) {
                assertTrue(term.getString("text").endsWith("."), term::toString);
            }
        }
    }
}
