package telltale.token;

import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;

/**
 * A pixel from a verified token.
 *
 * @param delivery the delivery that it belongs to
 * @param profile what may be recorded of an open
 */
public record SignedPixel(DeliveryId delivery, PrivacyProfile profile) {}
