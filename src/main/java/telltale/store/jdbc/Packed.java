package telltale.store.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterOutputStream;
import telltale.model.Octets;

/** Octets as they lie in the database: compressed (RFC 1950). */
final class Packed {
    private Packed() {}

    static byte[] pack(Octets octets) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, fast)) {
            out.write(octets.toBytes());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            fast.end();
        }
        return packed.toByteArray();
    }

    static Octets unpack(byte[] packed) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (InflaterOutputStream out = new InflaterOutputStream(octets)) {
            out.write(packed);
        } catch (IOException damaged) {
            throw new UncheckedIOException("what the database holds of a message is damaged", damaged);
        }
        return new Octets(octets.toByteArray());
    }
}
