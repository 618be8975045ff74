package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case is a form of delivery status that Angus Mail's DeliveryStatus reads wrongly, or that a program is known to write. */
class FieldReaderTest {
    private static final String TWO_GROUPS = """
        Reporting-MTA: dns; mx.example.net

        Final-Recipient: rfc822; ann@example.com
        Action: failed
        Status: 5.1.1

        Final-Recipient: rfc822; ben@example.com
        Action: delayed
        Status: 4.2.2
        """;

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void groupsAreReadWithAnyLineEnds(String lineEnd) {
        assertTwoGroups(TWO_GROUPS.replace("\n", lineEnd));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n \n", "\n\t\n", "\n\n\n", "\n \n\t \n"})
    void blankLinesMayContainSpacesAndBeRepeated(String separator) {
        assertTwoGroups(TWO_GROUPS.replace("\n\n", separator));
    }

    @Test
    void groupsNeedNoBlankLineBetweenThem() {
        assertTwoGroups(TWO_GROUPS.replace("\n\n", "\n"));
    }

    @Test
    void aGroupAboutTheMessageMayBeMissing() {
        assertTwoGroups(TWO_GROUPS.substring(TWO_GROUPS.indexOf("Final-")));
    }

    @Test
    void theOrderOfFieldsInAGroupDoesNotMatter() {
        StatusGroups groups = groups("""
            Action: failed
            Final-Recipient: rfc822;ann@example.com
            Status: 5.0.0

            Action: delayed
            Final-Recipient: rfc822;ben@example.com
            Status: 4.0.0
            """);
        assertEquals(List.of("failed", "delayed"), all(groups, "action"));
        assertEquals(List.of("5.0.0", "4.0.0"), all(groups, "status"));
    }

    @Test
    void aBlankLineWithinAGroupDoesNotEndIt() {
        StatusGroups groups = groups("""
            Final-Recipient: rfc822; ann@example.com

            Action: failed
            Status: 5.1.1

            Final-Recipient: rfc822; ben@example.com

            Action: failed
            """);
        assertEquals(2, groups.recipients().size());
        assertEquals("5.1.1", groups.recipients().get(0).first("status"));
    }

    @Test
    void aGroupOfOneFieldIsAGroup() {
        StatusGroups groups = groups("""
            Reporting-MTA: dns;mx.example.net

            Final-Recipient: rfc822;ann@example.com

            Final-Recipient: rfc822;ben@example.com
            """);
        assertEquals(2, groups.recipients().size());
    }

    @Test
    void continuationLinesAreJoinedAlsoIfTheyAreNotIndented() {
        Fields fields = FieldReader.header("""
            Diagnostic-Code: smtp; 550-5.7.1 [192.0.2.1] Our system
             has detected that this message
            550-5.7.1 is likely unsolicited mail.
            Status: 5.7.1
            """);
        assertEquals(
                "smtp; 550-5.7.1 [192.0.2.1] Our system has detected that this message 550-5.7.1 is likely unsolicited mail.",
                fields.first("diagnostic-code"));
        assertEquals("5.7.1", fields.first("status"));
    }

    @Test
    void spaceAroundTheColonAndUpperCaseAreAccepted() {
        Fields fields =
                FieldReader.header("ACTION :failed\nStatus:5.1.1\nFINAL-RECIPIENT  :  RFC822;ann@example.com\n");
        assertEquals("failed", fields.first("action"));
        assertEquals("5.1.1", fields.first("status"));
        assertEquals("ann@example.com", AddressText.ofField(fields.first("final-recipient")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rfc822; ann@example.com",
                "RFC822;<ann@example.com>",
                "rfc822;ann@example.com (Ann)",
                "<ann@example.com>",
                "ann@example.com",
                "utf-8; ann@example.com"
            })
    void theAddressIsFoundInTheFormsThatProgramsWrite(String field) {
        assertEquals("ann@example.com", AddressText.ofField(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.1.1 (bad (really) address)", "(permanent) 5.1.1", "5.1.1 (not closed"})
    void commentsAreLeftOut(String status) {
        assertEquals("5.1.1", FieldText.withoutComments(status));
    }

    @Test
    void octetsAreUtf8OrElseIso88591() {
        byte[] utf8 = "Grüße, ж".getBytes(StandardCharsets.UTF_8);
        byte[] latin = "Grüße".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("Grüße, ж", Octets.decode(utf8, null));
        assertEquals("Grüße", Octets.decode(latin, "unicode-1-1-utf-7"));
        assertEquals("Grüße", Octets.decode(latin, "no such charset"));
    }

    @Test
    void endlessFieldsAreCutOff() {
        String endless = "Final-Recipient: rfc822; ann@example.com\nAction: failed\n".repeat(100_000);
        assertTrue(groups(endless).recipients().size() <= FieldReader.MAX_FIELDS);
        assertEquals(
                8_000,
                FieldReader.header("Status: " + "5".repeat(100_000))
                        .first("status")
                        .length());
    }

    private static void assertTwoGroups(String text) {
        StatusGroups groups = groups(text);
        assertEquals(List.of("rfc822; ann@example.com", "rfc822; ben@example.com"), all(groups, "final-recipient"));
        assertEquals(List.of("failed", "delayed"), all(groups, "action"));
        assertEquals(List.of("5.1.1", "4.2.2"), all(groups, "status"));
    }

    private static StatusGroups groups(String text) {
        return StatusGroups.of(FieldReader.blocks(text));
    }

    private static List<String> all(StatusGroups groups, String name) {
        return groups.recipients().stream().map(group -> group.first(name)).toList();
    }
}
