package telltale.token;

import telltale.model.DeliveryId;
import telltale.model.Link;

/** A link that Telltale signed, and the delivery whose mail it stands in. */
public record SignedLink(DeliveryId delivery, Link link) {}
