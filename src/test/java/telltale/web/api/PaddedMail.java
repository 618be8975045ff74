package telltale.web.api;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A mail with spaces at its end. */
final class PaddedMail extends InputStream {
    private final byte[] mail;
    private final int size;
    private int position;

    PaddedMail(String mail, int size) {
        this.mail = mail.getBytes(StandardCharsets.UTF_8);
        this.size = size;
    }

    @Override
    public int read() {
        if (position == size) {
            return -1;
        }
        int octet = position < mail.length ? mail[position] : ' ';
        position++;
        return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) {
        int count = 0;
        for (int octet = length == 0 ? -1 : read(); octet >= 0; octet = count == length ? -1 : read()) {
            into[from + count++] = (byte) octet;
        }
        return count == 0 && length > 0 ? -1 : count;
    }
}
