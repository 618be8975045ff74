package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.InvalidInputException;
import telltale.store.Persons.Suppressed;
import telltale.web.http.Problem;

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
        Suppressed one = lines.csv(csv).entries().get(0);
        assertEquals(1, lines.csv(csv).entries().size());
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
                        .entries()
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
                "a@example.com,all,\"a\\n"
                        + "b\"\\n"
                        + "x              | line 3 is invalid: an email address needs an @, as in name@example.com",
                "ann@example.com,all,\"a, b\"\\n"
                        + "ann             | line 2 is invalid: an email address needs an @, as in name@example.com",
                "ann@example.com,all,moved, away                | line 1 is invalid: it has more cells than"
                        + " columns: address, scope, reason; quote cells that contain a comma or semicolon",
                "ann@example.com,some                           | line 1 is invalid: a scope must be topic, bulk or all",
                "scope,reason\\nbulk,x                          | line 1 is invalid: the header has no column for"
                        + " the address; known are address (or email, recipient), scope, topic, reason, and dates",
                "email,first name\\na@b.example,Ann            | line 1 is invalid: column 2 of the header has an"
                        + " unknown name; known are address (or email, recipient), scope, topic, reason, and dates",
                "email,address\\na@b.example,b@b.example        | line 1 is invalid: the header has two columns for the"
                        + " same field; known are address (or email, recipient), scope, topic, reason, and dates",
                "ann@example.com,all\\nben@example.com;all      | line 2 is invalid: the domain of an email address has letters,"
                        + " digits, hyphens and dots",
                "email\\na***@example.com                       | line 2 is invalid: address is masked, as in exports"
                        + " and responses; the full address is required",
                "created_at,email\\n2026-11-22                 | line 2 is invalid: address is missing",
                "ann@example.com,all,\"moved                    | the body is not well-formed CSV after 0 lines",
                "ann@example.com\\nb@example.com,all,\"moved\\n"
                        + "c@example.com                          | the body is not well-formed CSV after 1 lines",
                "a\0n\0n\0@\0                                | the body contains NUL; it is probably UTF-16, send it"
                        + " in UTF-8",
            })
    void anInvalidLineIsReported(String csv, String sentence) {
        assertEquals(sentence, refused(csv.translateEscapes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Email Address;Reason;Created At\nann@example.com;moved away;2026-11-22\n",
                "email,created,reason\r\nann@example.com,1763812800,moved away",
                "EmailAddress,Reason,LastUpdateTime\rann@example.com,moved away,\r",
                "\"Created_At\",\"E-Mail\",\"SuppressionReason\"\n\"2026\", \"ann@example.com\" ,\"moved\r\n away\"\n",
                "recipient;reason;;\nann@example.com;\"moved\raway\";;\n",
                "\uFEFF\n;;\nann@example.com;;moved away\n;;\n",
            })
    void listsOfOtherSystemsAreRead(String csv) {
        List<Suppressed> all = lines.csv(csv).entries();

        assertEquals(1, all.size());
        assertEquals("ann@example.com", all.get(0).address().toString());
        assertEquals("all", all.get(0).suppression().scope().wireName());
        assertEquals("moved away", all.get(0).suppression().reason());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "email,date\\r\\n\\r\\na@b.example,x           | 1 header, 2 blank | [date]",
                "\\n\\ra@b.example,all,\"x\\ny\"\\n,\\nb@b.example  | 1 blank, 2 blank, 5 blank | []",
                "\\n;\\nAddress;Created;Updated At\\na@b.example | 1 blank, 2 blank, 3 header | [Created, Updated At]",
                "a@b.example,all,recipient                       | `` | []",
                "a@b.example,all,email\\nb@b.example,all,date    | `` | []",
            })
    void whatIsNotImportedIsNamed(String csv, String skipped, String columns) {
        ImportedList<Suppressed> list = lines.csv(csv.translateEscapes());

        assertEquals(
                skipped,
                list.skipped().stream()
                        .map(line -> line.line() + " " + line.reason())
                        .collect(Collectors.joining(", ")));
        assertEquals(columns, list.ignoredColumns().toString());
        assertEquals("a@b.example", list.entries().get(0).address().toString());
    }

    @Test
    void anAddressOverTwoLinesIsReported() {
        assertTrue(refused("\"ann\n@example.com\"\nx@example.com").startsWith("line 1 is invalid: an email address"));
    }

    @Test
    void aHugeCellIsRejectedWithoutBeingRepeated() {
        String sentence = refused("ann@example.com\n\"" + "secret ".repeat(1 << 20));
        assertTrue(sentence.length() < 100 && !sentence.contains("secret"), sentence);
    }

    @Test
    void anImportIsBounded() {
        assertEquals(
                ImportedList.MAX_LINES,
                lines.csv("a@b.example\n".repeat(ImportedList.MAX_LINES))
                        .entries()
                        .size());
        assertEquals(
                "line 50001 is invalid: an import is limited to 50000 lines; split it",
                refused("a@b.example\n".repeat(ImportedList.MAX_LINES + 1)));
        String json = "{\"address\":\"a@b.example\"}\n".repeat(ImportedList.MAX_LINES + 1);
        assertThrows(InvalidInputException.class, () -> lines.json(json));
    }

    @Test
    void ndjsonHasTheLimitsOfAllJson() {
        List<Suppressed> read = lines.json("\uFEFF{\"address\":\"ann@example.com\",\"other\":1}\r\n\r\n")
                .entries();
        assertEquals("ann@example.com", read.get(0).address().toString());
        String deep = "{\"address\":\"ann@example.com\"}\n{\"x\":" + "[".repeat(1000) + "}";
        String sentence = assertThrows(InvalidInputException.class, () -> lines.json(deep))
                .detail();
        assertTrue(sentence.startsWith("line 2 is invalid: ") && sentence.endsWith("deeper than 64 levels"), sentence);
    }

    @Test
    void theFirstInvalidLinesAreNamed() {
        String csv = "ann@example.com\nnobody\nben@example.com,some\n";
        List<InvalidInputException> errors =
                assertThrows(InvalidInputException.class, () -> lines.csv(csv)).all();
        assertEquals(
                List.of("address", "scope"),
                errors.stream().map(InvalidInputException::field).toList());
        assertEquals(
                List.of("line 2", "line 3"),
                errors.stream().map(error -> error.detail().substring(0, 6)).toList());
        String many = "nobody\n".repeat(ImportedList.MAX_ERRORS + 1);
        assertEquals(
                ImportedList.MAX_ERRORS,
                assertThrows(InvalidInputException.class, () -> lines.csv(many))
                        .all()
                        .size());
    }

    @Test
    void theAnswerHasAllErrors() {
        InvalidInputException invalid =
                assertThrows(InvalidInputException.class, () -> lines.csv("nobody\nann@example.com,some\n"));
        Problem problem = Problem.of(invalid);
        assertEquals(2, problem.errors().size());
        assertEquals(problem.detail(), problem.errors().get(0));
    }

    private String refused(String csv) {
        return assertThrows(InvalidInputException.class, () -> lines.csv(csv)).detail();
    }
}
