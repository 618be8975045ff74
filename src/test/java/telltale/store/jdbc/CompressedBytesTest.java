package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.ImmutableBytes;

final class CompressedBytesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 1_024, 70_000})
    void compressedBytesAreDecompressed(int length) {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);

        assertEquals(
                new ImmutableBytes(plain), CompressedBytes.unpack(CompressedBytes.pack(new ImmutableBytes(plain))));
    }

    @Test
    void repetitiveContentIsCompressed() {
        assertTrue(CompressedBytes.pack(new ImmutableBytes(new byte[70_000])).length < 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2_000})
    void corruptBytesAreRejected(int length) {
        byte[] packed = CompressedBytes.pack(new ImmutableBytes(new byte[length]));
        packed[packed.length - 1] ^= 1;

        assertThrows(UncheckedIOException.class, () -> CompressedBytes.unpack(packed));
    }
}
