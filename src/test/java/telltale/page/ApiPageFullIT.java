package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The description of the API in a browser. */
class ApiPageFullIT extends ServedPage {
    @BeforeEach
    void openTheDescription() throws IOException {
        signIn(telltale.key());
        browser.see("[data-section=settings]").click();
        browser.see(".settings-index a[href='#/api']").click();
        browser.see(".operation");
    }

    @Test
    void anOperationIsFoundAndTried() {
        browser.see("#api-search").sendKeys("names of stored templates");
        browser.see("#announcer", "1 operation");
        browser.see(".operation[href='#/api/listTemplates']").click();

        browser.see(".panel h1", "Lists the names of stored templates");
        browser.see(".panel", "read, operator, admin");
        browser.see(".panel pre", "curl -H 'Authorization: Bearer KEY' '" + site.resolve("/app/api/v1/templates"));
        browser.see(".panel form button").click();
        browser.see(".panel [role=status]", "GET /api/v1/templates: 200");
        browser.see(".panel pre[aria-label=Answer]", "\"templates\"");
    }

    @Test
    void aRequestWithParametersIsTriedAndItsProblemShown() {
        browser.go(site.resolve("/app/#/api/listDeliveries"));
        browser.see("#try-limit").sendKeys("0" + Keys.ENTER);

        browser.see(".panel pre[aria-label=Answer]", "limit must be a number from 1 to 200");
        assertEquals(1, browser.complaints().size(), "the answer 400 alone");
    }

    @Test
    void membersOfASchemaAreOpenedByTheKeyboard() {
        browser.go(site.resolve("/app/#/api/submitMessage"));
        browser.see(".panel h1", "Queues a message");
        focus(".panel details.body > summary");
        browser.type(Keys.ENTER);
        browser.see(".panel details.body[open] .members", "attachments");
        focus(".panel details.body[open] .members details > summary");
        browser.type(Keys.ENTER);
        browser.see(".panel .members .members");
    }

    @Test
    void anUnknownOperationSaysSo() {
        browser.go(site.resolve("/app/#/api/nothing"));

        browser.see(".panel .notice", "no such operation");
    }

    @ParameterizedTest
    @CsvSource({"light, 360", "dark, 1200"})
    void theDescriptionHasNoBarrierAndDoesNotScrollSideways(String colorScheme, int width) throws IOException {
        browser.prefer(colorScheme);
        browser.resize(width);
        assertNoBarrier("api-" + colorScheme + "-" + width);
        browser.go(site.resolve("/app/#/api/submitMessage"));
        browser.see(".panel h1", "Queues a message");
        browser.ask(
                "return [...document.querySelectorAll('.panel details')].map((one) => { one.open = true; return 1; })");
        browser.see(".panel .members");
        assertNoBarrier("api-operation-" + colorScheme + "-" + width);
    }

    private static void focus(String selector) {
        browser.ask("document.querySelector(arguments[0]).focus(); return true;", selector);
    }

    private static void assertNoBarrier(String name) throws IOException {
        browser.picture(name);
        assertEquals(List.of(), browser.barriers());
        assertTrue(browser.overhang() <= 0, () -> name + " scrolls sideways by " + browser.overhang());
    }
}
