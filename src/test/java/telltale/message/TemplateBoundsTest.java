package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;

class TemplateBoundsTest {
    @ParameterizedTest
    @ValueSource(ints = {33, 8_000, 100_000})
    void tooDeeplyNestedSectionsAreRejectedBeforeParsing(int depth) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> MessagePreview.check(null, nested(depth), null));
        assertEquals("html", refused.field());
        assertTrue(refused.detail().contains("32"), refused.detail());
    }

    @Test
    void aTemplateMayNest32Sections() {
        assertEquals("x", show(nested(32), Map.of("a", true)));
    }

    @Test
    void sectionsInCommentsAndConsecutiveSectionsDoNotNest() {
        String html = "{{! {{#a}} }}{{#a}}1{{/a}}".repeat(1_000);
        assertEquals(" }}1".repeat(1_000), show(html, Map.of("a", true)));
    }

    @Test
    void nestedSectionsOverListsAreBounded() {
        List<String> many = Collections.nCopies(10_000, "");
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> show("{{#a}}{{#b}}{{#c}}{{/c}}{{/b}}{{/a}}", Map.of("a", many, "b", many, "c", many)));
        assertTrue(refused.detail().contains("steps"), refused.detail());
    }

    @Test
    void theLengthOfARenderingIsBounded() {
        InvalidInputException refused = assertThrows(
                InvalidInputException.class,
                () -> show("{{#a}}{{b}}{{/a}}", Map.of("a", Collections.nCopies(100, ""), "b", "x".repeat(100_000))));
        assertTrue(refused.detail().contains("8388608"), refused.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{n.length}}",
                "{{n.class}}",
                "{{n.bytes}}",
                "{{list.size}}",
                "{{map.entrySet}}",
                "{{#n}}{{length}}{{/n}}",
                "{{number.scale}}",
                "{{toString}}"
            })
    void noPropertyOfAJavaObjectIsAccessible(String html) {
        assertThrows(InvalidInputException.class, () -> show(html, data()));
    }

    @Test
    void mapEntriesAndListItemsAreAccessible() {
        assertEquals("Ann, a 2 ab v", show("{{n}}, {{list.0}} {{number}} {{#list}}{{.}}{{/list}} {{map.k}}", data()));
        assertEquals("yes!", show("{{#on}}yes{{/on}}{{^off}}!{{/off}}", data()));
    }

    @Test
    void anEmptyListItemRendersAsNothing() {
        assertEquals("a--", show("{{#list}}{{.}}-{{/list}}", Map.of("list", Arrays.asList("a", null))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{=<% %>=}}<%#a%>", "{{> other}}", "{{ >other}}"})
    void otherDelimitersAndPartialsAreRejected(String html) {
        assertEquals(
                "html",
                assertThrows(InvalidInputException.class, () -> MessagePreview.check(null, html, null))
                        .field());
    }

    private static Map<String, Object> data() {
        return Map.of(
                "n",
                "Ann",
                "list",
                List.of("a", "b"),
                "map",
                Map.of("k", "v"),
                "number",
                new java.math.BigDecimal(2),
                "on",
                true,
                "off",
                false);
    }

    private static String nested(int depth) {
        return "{{#a}}".repeat(depth) + "x" + "{{/a}}".repeat(depth);
    }

    private static String show(String html, Map<String, Object> data) {
        return String.valueOf(MessagePreview.render(null, html, null, data).html());
    }
}
