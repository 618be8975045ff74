package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EhloNameTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail.example.com",
                "xn--bcher-kva.example",
                "a.b-c.d1",
                "3com.example",
                "relay",
                "[192.0.2.1]",
                "[IPv6:2001:db8::1]",
                "[ipv6:::1]"
            })
    void domainsAndAddressLiteralsAreAccepted(String name) {
        assertEquals(name, EhloName.parse(name));
        assertEquals(name, Given.settings("EMAIL_EHLO", name).ehloName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "2001:db8::1",
                "[192.0.2.256]",
                "[192.0.2]",
                "[2001:db8::1]",
                "[IPv6:192.0.2.1]",
                "[IPv6:fe80::1%eth0]",
                "[IPv6:[::1]]",
                "[mail.example.com]",
                "[192.0.2.1",
                "[]",
                "-mail.example.com",
                "mail.example.com.",
                "mail..example.com",
                "my_host.example.com",
                "bücher.example",
                "mail.example.com\r\nMAIL FROM:<x@example.com>",
                "a b",
                "ann@example.com"
            })
    void anythingElseIsRefused(String name) {
        assertThrows(IllegalArgumentException.class, () -> EhloName.parse(name));
        assertEquals(1, Given.problems("EMAIL_EHLO", name).size());
    }

    @Test
    void lengthsAreLimited() {
        String label = "a".repeat(63);
        assertEquals(label + ".example", EhloName.parse(label + ".example"));
        assertThrows(IllegalArgumentException.class, () -> EhloName.parse("a" + label + ".example"));
        assertThrows(
                IllegalArgumentException.class,
                () -> EhloName.parse(String.join(".", List.of(label, label, label, label, "x"))));
    }

    @ParameterizedTest
    @CsvSource({
        "mail.example.com, true",
        "ip-10-0-0-5.ec2.internal, true",
        "mail, false",
        "localhost, false",
        "localhost.localdomain, false",
        "host.localdomain, false",
        "mail.localhost, false",
        "LOCALHOST.example.com, false",
        "192.0.2.1, false",
        "2001:db8::1, false",
        "my_host.example.com, false"
    })
    void aQualifiedNameHasADotAndIsNotLocal(String name, boolean qualified) {
        assertEquals(qualified, EhloName.isQualified(name));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, [192.0.2.1]",
        "2001:db8::1, [IPv6:2001:db8:0:0:0:0:0:1]",
        "::1, [IPv6:0:0:0:0:0:0:0:1]",
        "fe80::1%1, [IPv6:fe80:0:0:0:0:0:0:1]"
    })
    void anAddressLiteralIsValid(String address, String literal) throws Exception {
        assertEquals(literal, EhloName.literal(InetAddress.getByName(address)));
        assertEquals(literal, EhloName.parse(literal));
    }

    @Test
    void aNameThatManyServersRefuseCausesAWarning() {
        for (String name : List.of("relay", "localhost", "host.localdomain")) {
            List<String> warnings = Given.settings("EMAIL_EHLO", name).warnings();
            assertTrue(warnings.get(0).startsWith("EMAIL_EHLO is " + name + ", which is no full host name"), name);
        }
        assertFalse(Given.settings("EMAIL_EHLO", "mail.example.com").warnings().stream()
                .anyMatch(warning -> warning.contains("EMAIL_EHLO")));
    }
}
