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

/** The compression of bytes for the database (zlib, RFC 1950). */
final class CompressedBytes {
    /** The length from which compression saves more than it costs. */
    private static final int MIN_COMPRESSED = 1024;

    private static final byte[] HEADER = {0x78, 0x01};
    /** The header of a final block without compression (RFC 1951 section 3.2.4). */
    private static final byte STORED = 1;

    private CompressedBytes() {}

    /** Compresses bytes. */
    static byte[] pack(ImmutableBytes bytes) {
        byte[] plain = bytes.toBytes();
        return plain.length < MIN_COMPRESSED ? stored(plain) : compressed(plain);
    }

    private static byte[] stored(byte[] plain) {
        Adler32 sum = new Adler32();
        sum.update(plain);
        return ByteBuffer.allocate(HEADER.length + 1 + 2 * Short.BYTES + plain.length + Integer.BYTES)
                .put(HEADER)
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

    /** Decompresses bytes. */
    static ImmutableBytes unpack(byte[] packed) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InflaterOutputStream out = new InflaterOutputStream(plain)) {
            out.write(packed);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the stored content is corrupt", damaged);
        }
        return new ImmutableBytes(plain.toByteArray());
    }
}
