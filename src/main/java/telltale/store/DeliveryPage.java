package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;

/**
 * One page of deliveries.
 *
 * @param next the last delivery that was looked at, after which the next page begins, or null on the last page
 */
public record DeliveryPage(
        List<Delivery> deliveries, @Nullable DeliveryId next) {}
