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
            DeliveryState.REFUSED,
            DeliveryState.FAILED,
            DeliveryState.SUPPRESSED,
            DeliveryState.CANCELLED);

    @ParameterizedTest
    @EnumSource
    void nothingLeavesAFinalState(DeliveryState state) {
        assertEquals(FINAL.contains(state), state.isFinal());
        if (state.isFinal()) {
            for (DeliveryState next : DeliveryState.values()) {
                assertThrows(IllegalArgumentException.class, () -> new StateTransition(state, next));
            }
        }
    }

    @Test
    void onlyWhatIsBeingSentIsAccepted() {
        for (DeliveryState state : DeliveryState.values()) {
            assertEquals(state == DeliveryState.SENDING, state.mayBecome(DeliveryState.ACCEPTED), state.wireName());
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
