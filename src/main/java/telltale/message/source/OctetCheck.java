package telltale.message.source;

import org.jspecify.annotations.Nullable;

/** Looks for octets that another server may take for the end of a mail, or cannot relay. */
public final class OctetCheck {
    private int last = -1;
    private boolean hasBareLineEnd;
    private boolean hasNul;

    /** Reads the next octets of the mail. */
    public void read(byte[] octets, int count) {
        for (int i = 0; i < count; i++) {
            int octet = octets[i];
            // RFC 5321 section 2.3.8
            hasBareLineEnd |= (octet == '\n') != (last == '\r');
            hasNul |= octet == 0;
            last = octet;
        }
    }

    /** The fault of the mail, once all its octets were read; null if there is none. */
    public @Nullable String fault() {
        if (hasBareLineEnd || last == '\r') {
            return "a line of the mail does not end with CRLF";
        }
        return hasNul ? "the mail contains a NUL character" : null;
    }
}
