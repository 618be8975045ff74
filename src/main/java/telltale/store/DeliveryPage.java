package telltale.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;

/**
 * One page of deliveries.
 *
 * @param next the value of {@link DeliveryQuery#before} for the next page, or null on the last page
 */
public record DeliveryPage(
        List<Delivery> deliveries, @Nullable DeliveryId next) {}
