package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;
import telltale.store.Persons.Suppressed;

class SuppressionImportTest {
    private final SuppressionImport lines = new SuppressionImport(Instant.parse("2026-11-22T12:00:00Z"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com,bulk,moved away",
                "address,scope,reason\nann@example.com,bulk,moved away",
                "\uFEFFaddress,scope,reason\r\nann@example.com,bulk,moved away\r\n",
                "\"Address\",\"Scope\",\"Reason\"\n\"ann@example.com\",\"bulk\",\"moved away\"",
                "reason,address,scope\nmoved away,ann@example.com,bulk",
                "\n\n ann@example.com , bulk , moved away \n",
            })
    void csvIsReadWithAndWithoutAHeader(String csv) {
        Suppressed one = lines.csv(csv).get(0);
        assertEquals(1, lines.csv(csv).size());
        assertEquals("ann@example.com", one.address().toString());
        assertEquals("bulk", one.suppression().scope().wireName());
        assertEquals("moved away", one.suppression().reason());
    }

    /** Regression: such a line was treated as a header and silently dropped. */
    @Test
    void aFirstLineThatOnlyStartsWithAddressIsNoHeader() {
        assertEquals(
                "address@example.com",
                lines.csv("address@example.com\nann@example.com")
                        .get(0)
                        .address()
                        .toString());
        assertEquals(
                "line 1 is invalid: an email address needs an @, as in name@example.com",
                refused("addresses\nann@example.com"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ann@example.com\\n"
                        + "\\n"
                        + "nobody                    | line 3 is invalid: an email address needs an @, as in"
                        + " name@example.com",
                "\"ann@example.com\",all,\"a\\n"
                        + "b\"\\n"
                        + "x@example.com | line 1 is invalid: reason is one line without control characters",
                "ann@example.com,all,\"a, b\"\\n"
                        + "ann             | line 2 is invalid: an email address needs an @, as in name@example.com",
                "ann@example.com,all,moved, away                | line 1 is invalid: it has more cells than"
                        + " columns: address, scope, reason; quote cells that contain a comma",
                "ann@example.com,some                           | line 1 is invalid: a scope must be bulk or all",
                "scope,reason\\nbulk,x                          | line 1 is invalid: a scope must be bulk or all",
            })
    void anInvalidLineIsReported(String csv, String sentence) {
        assertEquals(
                sentence,
                refused(csv.replace("\\n", "\n"))
                        .replaceAll("(reason) .*control.*", "$1 is one line without control characters"));
    }

    @Test
    void aHugeCellIsRejectedWithoutBeingRepeated() {
        String sentence = refused("ann@example.com\n\"" + "secret ".repeat(1 << 20));
        assertTrue(sentence.length() < 100 && !sentence.contains("secret"), sentence);
    }

    @Test
    void anImportIsBounded() {
        assertEquals(
                SuppressionImport.MAX_ENTRIES,
                lines.csv("a@b.example\n".repeat(SuppressionImport.MAX_ENTRIES)).size());
        assertEquals(
                "line 50001 is invalid: an import is limited to 50000 entries; split it",
                refused("a@b.example\n".repeat(SuppressionImport.MAX_ENTRIES + 1)));
        String json = "{\"address\":\"a@b.example\"}\n".repeat(SuppressionImport.MAX_ENTRIES + 1);
        assertThrows(InvalidInputException.class, () -> lines.json(json));
    }

    @Test
    void ndjsonHasTheLimitsOfAllJson() {
        List<Suppressed> read = lines.json("\uFEFF{\"address\":\"ann@example.com\",\"other\":1}\r\n\r\n");
        assertEquals("ann@example.com", read.get(0).address().toString());
        String deep = "{\"address\":\"ann@example.com\"}\n{\"x\":" + "[".repeat(1000) + "}";
        String sentence = assertThrows(InvalidInputException.class, () -> lines.json(deep))
                .detail();
        assertTrue(sentence.startsWith("line 2 is invalid: ") && sentence.endsWith("deeper than 64 levels"), sentence);
    }

    private String refused(String csv) {
        return assertThrows(InvalidInputException.class, () -> lines.csv(csv)).detail();
    }
}
