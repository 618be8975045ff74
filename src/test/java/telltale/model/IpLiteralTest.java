package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "198.51.100.77, 198.51.100.77",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "0:0:0:0:0:0:0:1, 0:0:0:0:0:0:0:1",
        "2001:DB8::a, 2001:db8:0:0:0:0:0:a",
        "[2001:db8::a], 2001:db8:0:0:0:0:0:a",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "[fe80::1%2], fe80:0:0:0:0:0:0:1",
        "::ffff:198.51.100.77, 198.51.100.77",
    })
    void addressesAreParsed(String text, String address) {
        assertEquals(address, Objects.requireNonNull(IpLiteral.read(text)).getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.com",
                "cafe",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "1.2.3.1234",
                "1.2..4",
                ".1.2.3.4",
                "1.2.3.4.",
                "01.2.3.4",
                "0x7f.0.0.1",
                "-1.2.3.4",
                "1.2.3.4 ",
                "\u0661.2.3.4",
                "[1.2.3.4]",
                "1.2.3.4:80",
                ":",
                ":::",
                "1:2",
                "1::2::3",
                "12345::",
                "::g",
                "[::1",
                "::1]",
                "[]",
                "[%eth0]:",
                "%:",
                "cafe:.example.com",
                "0000:0000:0000:0000:0000:0000:0000:0000:0000:0001"
            })
    void anythingElseIsRejectedWithoutADnsQuery(String text) {
        assertNull(IpLiteral.read(text));
    }

    @Test
    void addressesFormattedByTheJdkAreParsed() throws UnknownHostException {
        for (String text : new String[] {"127.0.0.1", "2001:db8::1", "fe80::1%1"}) {
            InetAddress address = InetAddress.getByName(text);
            assertEquals(address, IpLiteral.read(address.getHostAddress()));
        }
    }
}
