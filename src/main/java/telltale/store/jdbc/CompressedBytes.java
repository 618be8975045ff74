package telltale.store.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import telltale.model.ImmutableBytes;

/** Octets as they lie in the database: compressed (RFC 1950). */
final class CompressedBytes {
    /** Below that, making a compressor ready costs more than it saves. */
    private static final int SHORT = 256;

    private static final byte[] HEAD = {0x78, 0x01};
    /** The last block, as it is (RFC 1951 section 3.2.4). */
    private static final byte STORED = 1;

    private CompressedBytes() {}

    static byte[] pack(ImmutableBytes octets) {
        byte[] plain = octets.toBytes();
        return plain.length < SHORT ? stored(plain) : compressed(plain);
    }

    private static byte[] stored(byte[] plain) {
        Adler32 sum = new Adler32();
        sum.update(plain);
        return ByteBuffer.allocate(HEAD.length + 1 + 2 * Short.BYTES + plain.length + Integer.BYTES)
                .put(HEAD)
                .put(STORED)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) plain.length)
                .putShort((short) ~plain.length)
                .put(plain)
                .order(ByteOrder.BIG_ENDIAN)
                .putInt((int) sum.getValue())
                .array();
    }

    private static byte[] compressed(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
            out.write(plain);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            fast.end();
        }
        return packed.toByteArray();
    }

    static ImmutableBytes unpack(byte[] packed) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InflaterOutputStream out = new InflaterOutputStream(octets)) {
            out.write(packed);
        } catch (IOException damaged) {
            throw new UncheckedIOException("what the database holds of a message is damaged", damaged);
        }
        return new ImmutableBytes(octets.toByteArray());
    }
}
