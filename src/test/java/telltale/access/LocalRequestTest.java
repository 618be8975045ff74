package telltale.access;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

final class LocalRequestTest {
    @Test
    void aLoopbackPeerWithALoopbackHostIsLocal() {
        assertTrue(LocalRequest.isLocal("127.0.0.1", "LocalHost", header -> false));
        assertTrue(LocalRequest.isLocal("0:0:0:0:0:0:0:1", "[::1]", header -> false));
    }

    @Test
    void anotherPeerOrAnotherNameIsNotLocal() {
        assertFalse(LocalRequest.isLocal("192.0.2.1", "localhost", header -> false));
        assertFalse(LocalRequest.isLocal("127.0.0.1", "evil.example", header -> false));
        assertFalse(LocalRequest.isLocal(null, "localhost", header -> false));
    }

    @Test
    void forwardedRequestsAreNotLocal() {
        for (String header : Set.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via")) {
            assertFalse(LocalRequest.isLocal("127.0.0.1", "localhost", header::equals), header);
        }
    }
}
