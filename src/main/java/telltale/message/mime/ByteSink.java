package telltale.message.mime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The octets of a mail while it is written. */
public final class ByteSink {
    /** What a usual mail needs, so that little is moved. */
    private static final int USUAL = 8 * 1024;

    private byte[] octets = new byte[USUAL];
    private int length;

    /** Text in UTF-8, as it is. */
    public void add(String text) {
        add(text.getBytes(StandardCharsets.UTF_8));
    }

    public void add(byte[] some) {
        add(some, 0, some.length);
    }

    /**
     * Appends a range of octets.
     *
     * @param end the index behind the last octet
     */
    public void add(byte[] some, int start, int end) {
        int added = end - start;
        if (length + added > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, length + added));
        }
        System.arraycopy(some, start, octets, length, added);
        length += added;
    }

    byte last() {
        return octets[length - 1];
    }

    void dropLast() {
        length--;
    }

    byte[] toBytes() {
        return Arrays.copyOf(octets, length);
    }
}
