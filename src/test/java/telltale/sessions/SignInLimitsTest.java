package telltale.sessions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import telltale.sending.TestClock;

class SignInLimitsTest {
    private static final String ATTACKER = "192.0.2.0/24";
    private static final String OTHER = "198.51.100.0/24";

    private final TestClock clock = new TestClock(Instant.parse("2026-11-29T12:00:00Z"));
    private final SignInLimits limits = new SignInLimits(clock);

    private void fail(String network, String account, int times) {
        for (int i = 0; i < times; i++) {
            limits.attempt(network, account);
        }
    }

    @Test
    void aNetworkHasTenFailuresWithinTenMinutesWhateverItTries() {
        for (int i = 0; i < SignInLimits.MAX_OF_NETWORK; i++) {
            assertNull(limits.attempt(ATTACKER, "account " + i));
        }
        clock.advance(Duration.ofMinutes(4));
        assertEquals(Duration.ofMinutes(6), limits.attempt(ATTACKER, "ann"));
        assertNull(limits.attempt(OTHER, "ann"), "another network is not locked out");
        clock.advance(Duration.ofMinutes(6));
        assertNull(limits.attempt(ATTACKER, "ann"));
    }

    @Test
    void successfulAttemptsDoNotCount() {
        for (int i = 0; i < 100; i++) {
            assertNull(limits.attempt(OTHER, "ann"));
            limits.succeeded(OTHER, "ann");
        }
    }

    @Test
    void aSuccessDoesNotEraseTheFailuresOfItsNetwork() {
        fail(ATTACKER, "ann", SignInLimits.MAX_OF_NETWORK - 1);
        assertNull(limits.attempt(ATTACKER, "mallory"));
        limits.succeeded(ATTACKER, "mallory");
        assertNull(limits.attempt(ATTACKER, "ann"));
        assertNotNull(limits.attempt(ATTACKER, "ann"));
    }

    @Test
    void anAccountUnderAttackFromManyNetworksLeavesEachNetworkOneAttempt() {
        for (int i = 0; i < SignInLimits.MAX_OF_ACCOUNT; i++) {
            limits.attempt("10.0." + i + ".0/24", "ann");
        }
        assertNotNull(limits.attempt("10.0.0.0/24", "ann"), "a network that failed already");
        assertNull(limits.attempt("10.0.0.0/24", "ben"), "another account");
        assertNull(limits.attempt(OTHER, "ann"), "the owner");
        limits.succeeded(OTHER, "ann");
        assertNull(limits.attempt(OTHER, "ann"), "the owner again");
        assertNotNull(limits.attempt(OTHER, "ann"), "after a failure");
    }

    @Test
    void floodsOfNetworksAndAccountsUseBoundedMemory() {
        for (int i = 0; i < 100_000; i++) {
            assertNull(limits.attempt("2001:db8:" + Integer.toHexString(i) + "::/48", "account " + i));
        }
        assertNull(limits.attempt(OTHER, "ann"));
    }
}
