package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import telltale.message.html.HtmlLimits;
import telltale.web.api.NetworksApi;
import telltale.web.http.Fields;
import telltale.web.http.StrictJson;

/** The documented limits of requests and HTML. */
class DocumentedLimitsTest {
    @Test
    void readmeAndOpenApiNameTheLimitsOfTheCode() throws Exception {
        for (String document : new String[] {"README.md", "src/main/resources/telltale/web/api/openapi.json"}) {
            assertNames(document, StrictJson.MAX_DEPTH, "levels");
            assertNames(document, StrictJson.MAX_VALUES, "values");
            assertNames(document, StrictJson.MAX_NAME_LENGTH, "characters per field name");
            assertNames(document, StrictJson.MAX_DIGITS, "digits");
            assertNames(document, Fields.MAX_BODY_BYTES, "bytes");
            assertNames(document, BodyRule.FORM.maxBytes(), "");
            assertNames(document, NetworksApi.MAX_LIST_BYTES, "");
            assertNames(document, HtmlLimits.MAX_LENGTH, "characters");
            assertNames(document, HtmlLimits.MAX_TAGS, "tags");
            assertNames(document, HtmlLimits.MAX_DEPTH, "nested elements");
        }
    }

    private static void assertNames(String document, int limit, String unit) throws Exception {
        String named = String.format(Locale.ROOT, "%,d %s", limit, unit).strip();
        assertTrue(Files.readString(Path.of(document)).contains(named), () -> document + " does not name " + named);
    }
}
