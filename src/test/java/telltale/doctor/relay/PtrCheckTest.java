package telltale.doctor.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import telltale.dns.Zone;

class PtrCheckTest {
    private static final String HOST = "mail.example.com";

    @Test
    void aNameThatLeadsBackIsSound() {
        assertEquals(
                List.of("relay-ptr-ok"), check(HOST + " A 192.0.2.1", "1.2.0.192.in-addr.arpa PTR mail.example.com."));
        String ip6 = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
        assertEquals(List.of("relay-ptr-ok"), check(HOST + " AAAA 2001:db8::1", ip6 + " PTR mail.example.com."));
    }

    @Test
    void aMissingOrForeignNameIsNot() {
        assertEquals(List.of("relay-ptr-missing"), check(HOST + " A 192.0.2.1"));
        assertEquals(
                List.of("relay-ptr-missing"),
                check(HOST + " A 192.0.2.1", "1.2.0.192.in-addr.arpa PTR other.example.", "other.example A 192.0.2.2"));
    }

    @Test
    void withoutAPublicAddressOrAnAnswerNothingIsKnown() {
        assertEquals(List.of("relay-ptr-unknown"), check(HOST + " A 10.0.0.1"));
        assertEquals(List.of("relay-ptr-unknown"), check(HOST + " A 192.0.2.1", "1.2.0.192.in-addr.arpa FAIL"));
    }

    private static List<String> check(String... zone) {
        return new PtrCheck(HOST, new Zone(zone))
                .run().stream().map(finding -> finding.type().wireName()).toList();
    }
}
