package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Octets;

final class PackedTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 70_000})
    void whatIsPackedIsUnpacked(int length) {
        byte[] plain = new byte[length];
        new Random(length).nextBytes(plain);

        assertEquals(new Octets(plain), Packed.unpack(Packed.pack(new Octets(plain))));
    }

    @Test
    void whatIsLongAndSaysLittleTakesLittle() {
        assertTrue(Packed.pack(new Octets(new byte[70_000])).length < 1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000})
    void damageIsNoticed(int length) {
        byte[] packed = Packed.pack(new Octets(new byte[length]));
        packed[packed.length - 1] ^= 1;

        assertThrows(UncheckedIOException.class, () -> Packed.unpack(packed));
    }
}
