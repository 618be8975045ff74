package telltale.token;

import telltale.model.DeliveryId;
import telltale.model.Link;
import telltale.model.PrivacyProfile;

/**
 * A link from a verified token.
 *
 * @param delivery the delivery that it belongs to
 * @param viaView whether it is on the web page of the message, not in the mail itself
 * @param profile what may be recorded of a click
 */
public record SignedLink(DeliveryId delivery, Link link, boolean viaView, PrivacyProfile profile) {}
