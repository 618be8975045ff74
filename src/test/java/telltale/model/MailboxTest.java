package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MailboxTest {
    @Test
    void aDisplayNameMayBeQuoted() {
        assertEquals(
                "Ann Example",
                Mailbox.parse("\"Ann Example\" <ann@example.com>").name());
        assertEquals(
                "Ann Example", Mailbox.parse("Ann Example <ann@example.com>").name());
        assertEquals("", Mailbox.parse("ann@example.com").name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"The Best \\\"X\\\"\" <a@b.example> | The Best \"X\"",
                "\"back\\\\slash\" <a@b.example> | back\\slash",
                "\"\\A\\n\\n\" <a@b.example> | Ann",
                "Ann \"the\" Example <a@b.example> | Ann the Example",
                "\"Example, Ann\" (Sales) <a@b.example> | Example, Ann (Sales)",
                "\"\" <a@b.example> | ``",
                "back\\slash <a@b.example> | back\\slash",
                "Example, Ann <a@b.example> | Example, Ann",
            })
    void quotedStringsAreUnquoted(String text, String name) {
        assertEquals(name, Mailbox.parse(text).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "=?utf-8?Q?J=C3=B6rg?= <a@b.example> | Jörg",
                "=?UTF-8?b?SsO2cmc=?= Maier <a@b.example> | Jörg Maier",
                "=?iso-8859-1*de?q?J=F6rg?=  =?utf-8?q?_Maier?= <a@b.example> | Jörg Maier",
                "=?utf-8?Q?J=C3?= =?utf-8?Q?=B6rg?= <a@b.example> | Jörg",
                "=?utf-8?B?4pyT?= of =?koi8-r?B?0NLJ18XU?= <a@b.example> | ✓ of привет",
                "\"=?utf-8?Q?J=C3=B6rg?= Maier\" <a@b.example> | Jörg Maier",
                "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?= <a@b.example> | =?utf-8?Q?x?=",
                "\"=?utf-8?Q?=5C=22?=\" <a@b.example> | \\\"",
                "=?utf-8?X?x?= <a@b.example> | =?utf-8?X?x?=",
                "a=?utf-8?Q?x?= <a@b.example> | a=?utf-8?Q?x?=",
            })
    void encodedWordsAreDecodedOnce(String text, String name) {
        assertEquals(name, Mailbox.parse(text).name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Ann <a@b.example>",
                "Ann \\\"X\\\" <a@b.example>",
                "\"Ann\\\" <a@b.example>",
                "=?none?Q?x?= <a@b.example>",
                "=?utf-8?Q?=C3?= <a@b.example>",
                "=?utf-8?Q?=C?= <a@b.example>",
                "=?utf-8?Q?ö?= <a@b.example>",
                "=?utf-8?B?****?= <a@b.example>",
                "=?utf-8?Q?a=0D=0ABcc:_x?= <a@b.example>",
                "=?utf-8?B?YQ0KYg==?= <a@b.example>"
            })
    void namesThatCannotBeDecodedAreRejected(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Mailbox.parse(text));

        assertTrue(String.valueOf(refused.getMessage()).startsWith("the display name of an email address "), text);
    }

    @Test
    void aLineBreakInADisplayNameIsReportedWithoutAFieldName() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> Mailbox.parse("Ann\r\nBcc: eve@example.com <ann@example.com>"));

        assertFalse(refused instanceof InvalidInputException, "the mailbox does not know its field");
        assertTrue(String.valueOf(refused.getMessage()).contains("U+000D"), refused.getMessage());
    }
}
