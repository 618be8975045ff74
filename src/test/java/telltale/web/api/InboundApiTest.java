package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.web.http.JsonBody;

class InboundApiTest extends InboundApiFixture {
    @Test
    void aBounceToTheSignedAddressSuppressesTheRecipient() throws Exception {
        HttpResponse<String> first = post(bounce("5.1.1", "user unknown"), "Envelope-From", "<>");

        JsonObject report = JsonBody.parse(first.body()).asJsonObject();
        assertEquals(201, first.statusCode(), first::body);
        assertTrue(report.getBoolean("new"));
        assertEquals("bounce", report.getString("kind"));
        assertEquals("hard", report.getString("class"));
        assertEquals("mailbox-gone", report.getString("reason"));
        assertEquals(delivery.id().toString(), report.getString("delivery"));
        assertEquals("token", report.getString("match"));
        assertEquals(
                "[\"bounced\",\"suppressed\"]", report.getJsonArray("effects").toString());
        assertEquals("no-such-mailbox", report.getString("explanation"));
        assertEquals(
                "There is no such mailbox, or it was disabled for good."
                        + " The message was not delivered, and no server tries again.",
                report.getString("summary"));
    }

    @Test
    void theSameMailIsStoredOnce() throws Exception {
        String mail = bounce("5.1.1", "user unknown");
        String first = id(post(mail));
        HttpResponse<String> second = post(mail);

        assertEquals(200, second.statusCode());
        assertEquals(first, id(second));
        assertFalse(JsonBody.parse(second.body()).asJsonObject().getBoolean("new"));
        assertEquals(1, api.json(PATH).getJsonArray("reports").size());
    }

    @Test
    void theEnvelopeNamesTheDeliveryOfAMailThatDoesNot() throws Exception {
        String mail = """
                From: ann@example.com
                To: shop@example.com
                Subject: Out of office
                Auto-Submitted: auto-replied

                Away.
                """;
        HttpResponse<String> answer = post(mail, "Envelope-From", "ann@example.com", "Envelope-To", returnAddress());

        JsonObject report = JsonBody.parse(answer.body()).asJsonObject();
        assertEquals(delivery.id().toString(), report.getString("delivery"), answer::body);
        assertEquals("auto-reply", report.getString("kind"));
        assertEquals("[]", report.getJsonArray("effects").toString());
    }

    @Test
    void theNullSenderHasSeveralForms() throws Exception {
        for (String sender : List.of("<>", "", "MAILER-DAEMON")) {
            assertEquals(
                    201,
                    post(bounce("4.2.2", "full " + sender), "Envelope-From", sender)
                            .statusCode(),
                    sender);
        }
    }

    @ParameterizedTest
    @CsvSource({"Envelope-From, not an address", "Envelope-To, ann@", "Envelope-To, ''"})
    void anInvalidEnvelopeIsNamedAndStoresNothing(String field, String value) throws Exception {
        HttpResponse<String> refused = post(bounce("5.1.1", "user unknown"), field, value);

        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused::body);
        assertEquals(0, api.json(PATH).getJsonArray("reports").size());
    }

    @Test
    void aSecondSenderIsRefused() throws Exception {
        assertEquals(
                400,
                post("x", "Envelope-From", "ann@example.com", "Envelope-From", "ben@example.com")
                        .statusCode());
    }

    @Test
    void anotherMediaTypeIsRefusedWhateverItsSize() throws Exception {
        assertEquals(415, api.sendBody("POST", PATH, "text/plain", "x").statusCode());
        assertEquals(
                415, api.sendBody("POST", PATH, "message/rfc822-headers", "x").statusCode());
        assertEquals(
                415,
                api.sendBody("POST", PATH, "application/json", "x".repeat(20_000))
                        .statusCode());
    }

    @Test
    void anEmptyMailIsRefused() throws Exception {
        assertEquals(400, post("").statusCode());
    }

    @Test
    void ofALargeMailTheBeginningIsKept() throws Exception {
        String mail = bounce("5.1.1", "user unknown");
        HttpResponse<String> answer = postStream(mail, 20_000_000);

        assertEquals(201, answer.statusCode(), answer::body);
        JsonObject report = api.json(PATH + "/" + id(answer));
        assertEquals("mailbox-gone", report.getString("reason"));
        assertEquals(128 << 10, report.getInt("octets"));
    }

    @Test
    void aMailThatIsTooLargeIsRefused() throws Exception {
        assertEquals(413, postStream("Subject: x\n\n", 52_500_000).statusCode());
        assertEquals(0, api.json(PATH).getJsonArray("reports").size());
    }

    @Test
    void theTrackKeyMayNotPost() throws Exception {
        HttpResponse<String> refused = api.get(PATH, "Authorization", "Bearer " + ServedApi.TRACK_KEY);
        assertEquals(403, refused.statusCode());
    }

    @Test
    void anUnavailableDatabaseIsAnsweredWithATimeToRetry() throws Exception {
        api.store.close();
        HttpResponse<String> refused = post(bounce("5.1.1", "user unknown"));

        assertEquals(503, refused.statusCode());
        assertTrue(refused.headers().firstValue("Retry-After").isPresent());
    }

    @Test
    void pagesFollowEachOtherNewestFirst() throws Exception {
        List<String> posted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            posted.add(id(post(bounce("4.2.2", "full " + i))));
        }
        // All were received at the same millisecond.
        posted.sort(Comparator.reverseOrder());

        List<String> listed = new ArrayList<>();
        String before = "";
        while (before != null) {
            JsonObject page = api.json(PATH + "?limit=2" + (before.isEmpty() ? "" : "&cursor=" + before));
            page.getJsonArray("reports").getValuesAs(JsonObject.class).forEach(one -> listed.add(one.getString("id")));
            before = page.isNull("next") ? null : page.getString("next");
        }
        assertEquals(posted, listed);
    }

    @ParameterizedTest
    @CsvSource({
        "kind=bounce, 1",
        "kind=reply, 0",
        "class=hard, 1",
        "class=soft, 0",
        "match=token, 1",
        "match=none, 0",
        "from=2026-12-01T12:00:00Z, 1",
        "to=2026-12-01T12:00:00Z, 0"
    })
    void theListIsFiltered(String filter, int count) throws Exception {
        post(bounce("5.1.1", "user unknown"));
        assertEquals(
                count, api.json(PATH + "?" + filter).getJsonArray("reports").size());
    }

    @ParameterizedTest
    @CsvSource({
        "kind=bounced, kind",
        "class=x, class",
        "match=x, match",
        "from=yesterday, from",
        "cursor=x, cursor",
        "limit=201, limit",
        "state=x, state",
        "delivery=x, delivery"
    })
    void anInvalidFilterIsNamed(String filter, String field) throws Exception {
        HttpResponse<String> refused = api.get(PATH + "?" + filter);
        assertEquals(400, refused.statusCode());
        assertTrue(refused.body().contains("\"field\":\"" + field + "\""), refused::body);
    }

    @Test
    void theCsvHasAllReportsAndNoFormula() throws Exception {
        for (int i = 0; i < 201; i++) {
            post("Subject: spam " + i + "\n\nBuy.\n");
        }
        post(bounce("5.1.1", "user unknown"));
        HttpResponse<String> csv =
                api.get(PATH, "Authorization", "Bearer " + ServedApi.ADMIN_KEY, "Accept", "text/csv");

        List<String> lines = csv.body().lines().toList();
        assertEquals(
                "text/csv;charset=utf-8",
                csv.headers().firstValue("Content-Type").orElse(""));
        assertTrue(lines.get(0).startsWith("id,receivedAt,source,kind,class,reason,"), lines.get(0));
        assertEquals(203, lines.size());
        assertEquals(
                1,
                lines.stream()
                        .filter(line -> line.contains(",api,bounce,hard,mailbox-gone,recipient,5.1.1,"))
                        .count());
    }

    @ParameterizedTest
    @CsvSource({"=1+1, '''=1+1'", "+49, '''+49'", "-1, '''-1'", "@SUM(A1), '''@SUM(A1)'", "550 =x, 550 =x", "'', ''"})
    void aCellIsNoFormula(String cell, String written) {
        assertEquals(written, CsvText.inert(cell));
    }

    @Test
    void oneReportSaysWhatWasReadAndWhatFollowed() throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));
        JsonObject report = api.json(PATH + "/" + id);

        assertEquals("recipient", report.getString("fault"));
        assertEquals("certain", report.getString("confidence"));
        assertEquals("failed", report.getString("action"));
        assertEquals("550 5.1.1 user unknown", report.getString("diagnostic"));
        assertTrue(report.getBoolean("machine"));
        assertTrue(report.getBoolean("decided"));
        assertTrue(report.isNull("correction"));
        assertEquals("mailbox-gone", report.getJsonObject("suppression").getString("reason"));
        assertEquals(id, report.getJsonObject("suppression").getString("report"));
        assertEquals(
                "The delivery is bounced. There is no such mailbox, so its recipient is suppressed.",
                report.getJsonObject("sentences").getString("explanation"));
        assertEquals(
                2, report.getJsonObject("sentences").getJsonArray("effects").size());
    }

    @Test
    void theSourceIsATextThatNoBrowserRenders() throws Exception {
        String mail = "Subject: <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n";
        String id = id(post(mail));
        HttpResponse<String> raw = api.get(PATH + "/" + id + "/raw");

        assertEquals(mail, raw.body());
        assertEquals(
                "text/plain;charset=utf-8",
                raw.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                "nosniff", raw.headers().firstValue("X-Content-Type-Options").orElse(""));
        assertTrue(raw.headers().firstValue("Content-Disposition").orElse("").startsWith("attachment"));
        assertTrue(
                raw.headers().firstValue("Content-Security-Policy").orElse("").startsWith("sandbox"));
    }

    @Test
    void deletedOctetsAreGoneAndAnUnknownReportIsNotFound() throws Exception {
        String id = id(post(bounce("5.1.1", "user unknown")));
        api.store.reports().purge(NOW, NOW.plusSeconds(1), 100);

        assertEquals(0, api.json(PATH + "/" + id).getInt("octets"));

        assertEquals(410, api.get(PATH + "/" + id + "/raw").statusCode());
        for (String unknown : List.of("/" + UUID.randomUUID(), "/x", "/x/raw", "/" + UUID.randomUUID() + "/raw")) {
            assertEquals(404, api.get(PATH + unknown).statusCode(), unknown);
        }
    }
}
