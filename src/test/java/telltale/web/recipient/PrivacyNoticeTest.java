package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.PrivacyProfile;
import telltale.settings.NoticeSettings;
import telltale.web.api.ServedApi;

class PrivacyNoticeTest {
    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, Instant.parse("2026-11-22T12:00:00Z"));
    }

    private static PrivacyNotice notice(PrivacyProfile profile, int days, @Nullable String controller) {
        return new PrivacyNotice(new PrivacyNotice.Facts(profile, Duration.ofDays(days), controller));
    }

    private static Document page(PrivacyNotice notice, Language language) {
        return Jsoup.parse(notice.page(language).html());
    }

    @Test
    void itIsPublicCacheableAndSetsNoCookie() throws Exception {
        HttpResponse<String> answer = api.get("privacy", "Accept-Language", "de-AT,en;q=0.5");

        assertEquals(200, answer.statusCode());
        assertEquals(Optional.of("public, max-age=3600"), answer.headers().firstValue("Cache-Control"));
        assertEquals(Optional.of("Accept-Language"), answer.headers().firstValue("Vary"));
        assertEquals(Optional.of("de"), answer.headers().firstValue("Content-Language"));
        assertFalse(answer.headers().map().containsKey("Set-Cookie"), () -> String.valueOf(answer.headers()));
        assertEquals(answer.body(), api.get("privacy?lang=de").body());
        assertEquals("", api.head("privacy").body());
        assertEquals(0, api.events.received());
    }

    @ParameterizedTest
    @EnumSource(PrivacyProfile.class)
    void itStatesItsProfileInEveryLanguage(PrivacyProfile profile) {
        Set<String> texts = new HashSet<>();
        PrivacyNotice notice = notice(profile, 395, "Example Ltd, privacy@example.com");
        for (Language language : Language.values()) {
            Document page = page(notice, language);
            assertEquals(language.direction(), page.expectFirst("html").attr("dir"));
            assertEquals(
                    "Example Ltd, privacy@example.com", page.expectFirst("bdi").text());
            assertEquals(notice.version(), page.expectFirst(".version code").text());
            assertEquals(
                    RecipientTexts.of(language).get("notice.what." + profile.wireName()),
                    page.expectFirst("section[aria-labelledby=what] p").text());
            assertEquals(
                    profile.storesEventsOfPersons() || profile == PrivacyProfile.HYGIENE,
                    page.text().contains("395"),
                    page::text);
            for (String required : List.of("kept", "object")) {
                assertEquals(
                        profile != PrivacyProfile.NONE,
                        !page.select("section[aria-labelledby=" + required + "]")
                                .isEmpty(),
                        required);
            }
            assertFalse(page.html().contains("{{"), page::html);
            assertTrue(texts.add(page.expectFirst("main").text()));
        }
    }

    @Test
    void theVersionIsThatOfTheContent() {
        PrivacyNotice notice = notice(PrivacyProfile.CONSENT, 395, null);

        assertTrue(notice.version().matches("[0-9a-f]{12}"), notice.version());
        assertEquals(notice.version(), notice(PrivacyProfile.CONSENT, 395, null).version());
        for (PrivacyNotice other : new PrivacyNotice[] {
            notice(PrivacyProfile.INDIVIDUAL, 395, null),
            notice(PrivacyProfile.CONSENT, 30, null),
            notice(PrivacyProfile.CONSENT, 395, "Example Ltd")
        }) {
            assertNotEquals(notice.version(), other.version());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "</bdi><b>", "\u202eLtd", "{{title}} {{others}}", "a & b"})
    void aHostileControllerIsText(String controller) {
        Document page = page(notice(PrivacyProfile.INDIVIDUAL, 1, controller), Language.ENGLISH);

        assertEquals(controller, page.expectFirst("bdi").wholeText());
        assertEquals(0, page.select("script, bdi *").size());
    }

    @ParameterizedTest
    @CsvSource({"unsubscribe/x, 404", "preferences/x, 404", "click/x, 404", "view/x, 404"})
    void everyOtherPageLinksToIt(String path, int status) throws Exception {
        HttpResponse<String> answer = api.get(path, "Accept-Language", "fr");
        assertEquals(status, answer.statusCode());
        String link = Jsoup.parse(answer.body(), answer.uri().toString())
                .expectFirst("footer a")
                .absUrl("href");
        assertTrue(link.endsWith("/app/privacy?lang=fr"), link);
        assertEquals(0, Jsoup.parse(api.get("privacy").body()).select("footer").size());
    }

    @Test
    void theFooterOfMailsHasItsLanguages() {
        Set<String> languages = new HashSet<>();
        for (Language language : Language.values()) {
            languages.add(language.tag());
        }
        assertEquals(languages, NoticeSettings.LANGUAGES);
    }
}
