package telltale.model;

/** A change of a delivery's state that {@link DeliveryState} permits; any other throws IllegalArgumentException. */
public record StateTransition(DeliveryState from, DeliveryState to) {
    public StateTransition {
        if (!from.mayBecome(to)) {
            throw new IllegalArgumentException(
                    "a delivery that is " + from.wireName() + " cannot become " + to.wireName());
        }
    }
}
