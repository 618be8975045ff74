package telltale.message.source;

import org.jspecify.annotations.Nullable;

/** Looks for octets in a mail that another server may take for the end of the mail, or cannot pass on. */
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

    /** What is wrong with the mail, of which all octets were read; null if nothing is. */
    public @Nullable String fault() {
        if (hasBareLineEnd || last == '\r') {
            return "a line of the mail does not end with CRLF";
        }
        return hasNul ? "the mail contains a NUL character" : null;
    }
}
