package telltale.webhooks;

/**
 * The address of the recipient in a payload. It is added when the event is sent, so that it is stored once, with the delivery, and is
 * gone when the recipient is erased.
 */
final class PayloadAddress {
    private static final String END = "}}";

    private PayloadAddress() {}

    /** @param payload JSON whose last member is the object {@code data}, which is not empty */
    static String added(String payload, String address) {
        if (!payload.endsWith(END)) {
            throw new IllegalArgumentException("the payload does not end with its data");
        }
        return payload.substring(0, payload.length() - END.length()) + ",\"address\":\"" + escaped(address) + "\""
                + END;
    }

    /** An address has neither controls nor unpaired surrogates, so only these two are escaped (RFC 8259 section 7). */
    private static String escaped(String address) {
        return address.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
