package telltale.token;

import telltale.model.DeliveryId;

/**
 * What a signed address says about the mail that arrives there.
 *
 * @param delivery the delivery that the address was made for
 */
public record ReturnAddress(DeliveryId delivery, Use use, Validity validity) {
    /** What the address was made for. */
    public enum Use {
        /** the return path (RFC 5321 section 4.4): bounces and other reports, receipts, and automatic replies */
        REPORTS,
        /** {@code List-Unsubscribe} (RFC 2369 section 3.2) */
        UNSUBSCRIBE
    }

    /** Whether the address may still be used. */
    public enum Validity {
        VALID,
        /** signed by this installation, but too long ago */
        EXPIRED
    }

    /** Whether the address may still be used. */
    public boolean isValid() {
        return validity == Validity.VALID;
    }
}
