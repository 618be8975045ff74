package telltale.doctor.delivery;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import telltale.model.Network;

class FetchesTest {
    @Test
    void aProxyThatHidesNetworksIsFoundFromAPublicAddressOnly() throws Exception {
        assertTrue(Fetches.isHidden(network("127.0.0.1"), address("192.0.2.1")));
        assertTrue(Fetches.isHidden(network("172.17.0.1"), address("192.0.2.1")));
        assertFalse(Fetches.isHidden(network("192.0.2.1"), address("192.0.2.1")));
        assertFalse(Fetches.isHidden(network("127.0.0.1"), address("127.0.0.1")));
        assertFalse(Fetches.isHidden(network("10.0.0.1"), address("10.0.0.2")), "behind a router nothing is known");
    }

    private static Network network(String text) throws Exception {
        return Network.of(address(text));
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
