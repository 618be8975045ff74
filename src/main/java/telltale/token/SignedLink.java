package telltale.token;

import telltale.model.DeliveryId;
import telltale.model.Link;

/** A link from a verified token, and the delivery that it belongs to. */
public record SignedLink(DeliveryId delivery, Link link) {}
