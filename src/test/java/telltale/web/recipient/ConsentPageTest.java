package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.sending.RecipientConsents.Standing;
import telltale.web.recipient.ConsentPage.Notice;

class ConsentPageTest {
    static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");
    private static final Set<ConsentPurpose> ALL = EnumSet.allOf(ConsentPurpose.class);

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyPurposeIsNamedExplainedAndUnticked(Language language) {
        Document document =
                Jsoup.parse(page(language, standing(new ConsentRequest(ALL, "Shop", null, null)), Notice.NONE)
                        .html());
        assertEquals(language.tag(), document.expectFirst("html").attr("lang"));
        Set<String> texts = new HashSet<>();
        for (Element box : document.select("input[type=checkbox]")) {
            assertFalse(box.hasAttr("checked"));
            assertTrue(texts.add(
                    document.expectFirst("label[for=" + box.id() + "]").text()));
            assertTrue(texts.add(
                    document.expectFirst("#" + box.attr("aria-describedby")).text()));
        }
        assertEquals(2 * ALL.size(), texts.size());
        assertFalse(document.html().contains("{{"), document::html);
        assertEquals(
                0,
                document.select("script, link, img, iframe, object, [style], [src], [onclick]")
                        .size());
        assertTrue(document.expectFirst("main").text().contains("Shop"));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyNoticeAndStateHasItsOwnText(Language language) {
        Set<String> texts = new HashSet<>();
        for (Notice notice : List.of(Notice.RECORDED, Notice.NOTHING_TICKED, Notice.OUTDATED)) {
            Document document =
                    Jsoup.parse(page(language, standing(null), notice).html());
            Element shown = document.expectFirst(".notice");
            assertEquals(notice.isError() ? "alert" : "status", shown.attr("role"));
            assertTrue(texts.add(shown.text()));
        }
        for (ConsentDecision decision : ConsentDecision.values()) {
            Document document =
                    Jsoup.parse(page(language, decided(decision), Notice.NONE).html());
            Element day = document.expectFirst("p > time");
            assertEquals("2026-11-22", day.attr("datetime"));
            assertTrue(texts.add(document.expectFirst("p:has(> time)").text()));
            assertEquals(
                    decision == ConsentDecision.GIVEN ? 1 : 0,
                    document.select("button[name=withdraw]").size());
        }
        Standing optedOut = new Standing(false, null, null, Map.of());
        Document document = Jsoup.parse(page(language, optedOut, Notice.NONE).html());
        assertEquals(0, document.select("form").size());
        assertEquals(1, document.select("main a").size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</bdi></p><button name=\"decision\" value=\"give\">",
                "a\" onclick=\"alert(1)",
                "{{unsubscribe}} %7B%7Bconsent%7D%7D",
                "%s %1$s $1 \\"
            })
    void aHostileSenderAndTextAreShownAsTheyAre(String hostile) {
        ConsentRequest request = new ConsentRequest(ALL, hostile, "w\"><b>", hostile);
        Document page = Jsoup.parse(
                page(Language.ENGLISH, standing(request), Notice.NONE).html());
        assertEquals(
                "w\"><b>, consent-page-1 en", page.expectFirst("[name=wording]").attr("value"));
        String mail = ConsentMail.of(Language.ENGLISH, request, null).html();
        for (Document document : List.of(page, Jsoup.parse(mail))) {
            assertEquals(hostile, document.expectFirst("bdi").wholeText());
            assertEquals(hostile, document.expectFirst("p[dir=auto]").wholeText());
            assertEquals(0, document.select("script, [onclick], bdi *").size());
        }
        assertEquals(4, mail.split("\\{\\{", -1).length, "only the three links of the mail are filled in");
        assertFalse(mail.contains("%7B"), mail);
    }

    @Test
    void aTextHasItsLinesAndParagraphs() {
        ConsentRequest request = new ConsentRequest(ALL, "Shop", "1", "one\ntwo\n \nthree\n");
        Document page = Jsoup.parse(
                page(Language.ENGLISH, standing(request), Notice.NONE).html());
        assertEquals(List.of("one two", "three"), page.select("p[dir=auto]").eachText());
        assertEquals(1, page.select("p[dir=auto] br").size());
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void theMailSaysWhatThePageSaysAndTracksNothing(Language language) {
        ConsentMail mail = ConsentMail.of(language, new ConsentRequest(ALL, "Shop", null, null), null);
        Document document = Jsoup.parse(mail.html());
        Document page = Jsoup.parse(page(language, standing(new ConsentRequest(ALL, "Shop", null, null)), Notice.NONE)
                .html());
        for (Element text : page.select(".choice p")) {
            assertTrue(document.text().contains(text.text()), text::text);
        }
        assertEquals(language.direction(), document.expectFirst("div").attr("dir"));
        assertEquals(0, document.select("img, [src]").size());
        assertEquals(
                List.of(
                        "{{consent}}?lang=" + language.tag(),
                        "{{unsubscribe}}?lang=" + language.tag(),
                        "{{preferences}}?lang=" + language.tag()),
                document.select("a").eachAttr("href"));
        assertFalse(mail.subject().isBlank());
        assertEquals(
                "Own",
                ConsentMail.of(language, new ConsentRequest(ALL, "Shop", null, null), "Own")
                        .subject());
    }

    static RecipientPage page(Language language, Standing standing, Notice notice) {
        return ConsentPage.of(language, standing, notice, AT, "token");
    }

    static Standing standing(@Nullable ConsentRequest request) {
        return new Standing(true, request, request == null ? null : AT, Map.of());
    }

    /** A person who decided about opens, and not about clicks. */
    static Standing decided(ConsentDecision decision) {
        Consent consent = new Consent(ConsentPurpose.OPEN_MEASUREMENT, decision, AT, "1", "form", "order 17");
        return new Standing(true, null, null, Map.of(ConsentPurpose.OPEN_MEASUREMENT, consent));
    }
}
