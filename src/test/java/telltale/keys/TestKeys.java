package telltale.keys;

import java.util.Random;

/** Texts of API keys for tests. */
public final class TestKeys {
    private TestKeys() {}

    /** A key with the right checksum that was never issued. */
    public static String unknown() {
        return KeyText.generate(new Random(7));
    }
}
