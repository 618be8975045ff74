package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;

/** What a template sees of its data. */
class TemplateDataTest {
    private static final Map<String, Object> DATA = data();

    @ParameterizedTest
    @ValueSource(strings = {"none", "empty", "inner.none", "inner.empty", "list.1"})
    void nullAndAnEmptyStringArePresentAndFalse(String name) {
        assertEquals("[]", show("[{{" + name + "}}{{{" + name + "}}}{{&" + name + "}}]"));
        assertEquals("no", show("{{#" + name + "}}yes{{/" + name + "}}{{^" + name + "}}no{{/" + name + "}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "blank", "zero", "yes", "inner", "list", "list.0", "objects"})
    void otherValuesAreTrue(String name) {
        assertTrue(show("{{#" + name + "}}yes{{/" + name + "}}").startsWith("yes"));
        assertEquals("", show("{{^" + name + "}}no{{/" + name + "}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "emptyList", "none", "empty"})
    void theseValuesAreFalse(String name) {
        assertEquals("no", show("{{#" + name + "}}yes{{/" + name + "}}{{^" + name + "}}no{{/" + name + "}}"));
    }

    @Test
    void aNullInSectionsOverItemsIsFalse() {
        assertEquals("a?c", show("{{#list}}{{#.}}{{.}}{{/.}}{{^.}}?{{/.}}{{/list}}"));
        assertEquals("1:;2:x;", show("{{#objects}}{{-index}}:{{#note}}{{note}}{{/note}};{{/objects}}"));
    }

    @Test
    void aNullHidesAValueOfTheSameNameOutside() {
        assertEquals("[][Ann]", show("{{#inner}}[{{none}}][{{name}}]{{/inner}}"));
        assertEquals("[]", show("{{#objects.0}}[{{note}}]{{/objects.0}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{missing}}",
                "{{#missing}}x{{/missing}}",
                "{{^missing}}x{{/missing}}",
                "{{none.name}}",
                "{{#none.name}}x{{/none.name}}",
                "{{empty.name}}",
                "{{name.length}}",
                "{{name.isEmpty}}",
                "{{name.bytes}}",
                "{{#name}}{{length}}{{/name}}",
                "{{zero.intValue}}",
                "{{yes.class}}",
                "{{list.size}}",
                "{{list.3}}",
                "{{list.-1}}",
                "{{list.+1}}",
                "{{list.01}}",
                "{{list.1.0}}",
                "{{list.99999999999}}",
                "{{inner.keySet}}",
                "{{inner.size}}",
                "{{objects.note}}",
                "{{toString}}",
                "{{#objects}}{{outside.note}}{{/objects}}"
            })
    void aNameThatIsNotInTheDataIsAnErrorThatNamesIt(String html) {
        InvalidInputException invalid = assertThrows(InvalidInputException.class, () -> show(html));
        assertEquals("html", invalid.field());
        String name = html.replaceAll(".*\\{\\{[#^]?([^{}/]+)}}(?:x\\{\\{.*|\\{\\{/.*)?$", "$1");
        assertTrue(invalid.detail().startsWith("html uses {{" + name + "}}"), invalid.detail());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{{list}} | {{list}}, which is a list",
                "{{{list}}} | {{list}}, which is a list",
                "{{inner}} | {{inner}}, which is an object",
                "{{inner.deep}} | {{inner.deep}}, which is an object",
                "{{#objects}}{{.}}{{/objects}} | {{objects}}, which is an object",
                "{{.}} | {{.}}, which is an object",
                "{{#yes}}{{this}}{{/yes}} | {{.}}, which is an object",
                "{{emptyList}} | {{emptyList}}, which is a list"
            })
    void anObjectOrListCannotBeInserted(String html, String problem) {
        InvalidInputException invalid = assertThrows(InvalidInputException.class, () -> show(html));
        assertTrue(invalid.detail().startsWith("html inserts " + problem), invalid.detail());
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0",
        "1e10, 10000000000",
        "1E-7, 0.0000001",
        "12345678901234567890123, 12345678901234567890123",
        "-0.50, -0.50",
        "0, 0"
    })
    void aNumberIsInsertedWithoutAnExponent(BigDecimal number, String inserted) {
        assertEquals(inserted + inserted, show("{{n}}{{#n}}{{.}}{{/n}}", Map.of("n", number)));
    }

    @Test
    void itemsHaveTheirPositions() {
        assertEquals(
                "a1true, 2, c3",
                show("{{#list}}{{.}}{{-index}}{{#-first}}true{{/-first}}{{^-last}}, {{/-last}}{{/list}}"));
        assertEquals("a", show("{{list.0}}"));
        assertEquals("x", show("{{objects.1.note}}"));
        assertEquals("dotted", show("{{a.dotted.name}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello {{name", "{{name} and {{name}}", "{{#yes}}x{{/yes", "{{ {{name}} }}", "a {{ b"})
    void aTagWithoutItsEndIsAnError(String html) {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> MessagePreview.check(null, html, null));
        assertTrue(
                invalid.detail().contains("without the }}") && invalid.detail().contains("line 1"), invalid.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{name.}}", "{{.name}}", "{{inner..deep}}", "{{..}}", "{{#name.}}x{{/name.}}"})
    void aNameWithAnEmptyPartIsAnError(String html) {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> MessagePreview.check(null, html, null));
        assertTrue(invalid.detail().contains("dot"), invalid.detail());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{> x}}",
                "{{>../../etc/passwd}}",
                "{{> https://example.org/}}",
                "{{#yes}}{{>x}}{{/yes}}",
                "{{=<% %>=}}",
                "{{<x}}{{/x}}",
                "{{$x}}{{/x}}"
            })
    void partialsInheritanceAndOtherDelimitersReadNothing(String html) {
        assertEquals(
                "html",
                assertThrows(InvalidInputException.class, () -> show(html)).field());
    }

    @Test
    void onlyTwoBracesEscape() {
        Map<String, Object> data = Map.of("a", "<b> & \"c\"");
        assertEquals("&lt;b&gt; &amp; &quot;c&quot;", show("{{a}}", data));
        assertEquals("<b> & \"c\"", show("{{{a}}}", data));
        assertEquals("<b> & \"c\"", show("{{& a}}", data));
        assertEquals("", show("{{! {a} }}", data));
    }

    private static String show(String html) {
        return show(html, DATA);
    }

    private static String show(String html, Map<String, Object> data) {
        return String.valueOf(MessagePreview.render(null, html, null, data).html());
    }

    private static Map<String, Object> data() {
        Map<String, Object> inner = new HashMap<>();
        inner.put("none", null);
        inner.put("empty", "");
        inner.put("deep", Map.of("k", "v"));
        Map<String, Object> first = new HashMap<>();
        first.put("note", null);
        Map<String, Object> data = new HashMap<>();
        data.put("none", null);
        data.put("empty", "");
        data.put("name", "Ann");
        data.put("blank", " ");
        data.put("zero", BigDecimal.ZERO);
        data.put("yes", true);
        data.put("no", false);
        data.put("inner", inner);
        data.put("list", Arrays.asList("a", null, "c"));
        data.put("emptyList", List.of());
        data.put("objects", List.of(first, Map.of("note", "x", "outside", Map.of())));
        data.put("outside", Map.of("note", "outside"));
        data.put("note", "outside");
        data.put("a.dotted.name", "dotted");
        return data;
    }
}
