package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StateTransitionTest {
    private static final Set<DeliveryState> FINAL = EnumSet.of(
            DeliveryState.ACCEPTED,
            DeliveryState.BOUNCED,
            DeliveryState.REFUSED,
            DeliveryState.FAILED,
            DeliveryState.SUPPRESSED,
            DeliveryState.CANCELLED);

    private static final Set<DeliveryState> REPORTED = EnumSet.of(DeliveryState.ACCEPTED, DeliveryState.BOUNCED);

    @ParameterizedTest
    @EnumSource
    void onlyReportsChangeAFinalState(DeliveryState state) {
        assertEquals(FINAL.contains(state), state.isFinal());
        if (state.isFinal()) {
            for (DeliveryState next : DeliveryState.values()) {
                boolean isReported = next != state && REPORTED.contains(state) && REPORTED.contains(next);
                assertEquals(isReported, state.mayBecome(next), next.wireName());
            }
        }
    }

    @Test
    void onlyWhatIsBeingSentOrHasBouncedIsAccepted() {
        Set<DeliveryState> before = EnumSet.of(DeliveryState.SENDING, DeliveryState.BOUNCED);
        for (DeliveryState state : DeliveryState.values()) {
            assertEquals(before.contains(state), state.mayBecome(DeliveryState.ACCEPTED), state.wireName());
        }
    }

    @Test
    void anErrorNamesBothStates() {
        IllegalArgumentException error = assertThrows(
                IllegalArgumentException.class,
                () -> new StateTransition(DeliveryState.CANCELLED, DeliveryState.SENDING));
        assertEquals("a delivery that is cancelled cannot become sending", error.getMessage());
    }
}
