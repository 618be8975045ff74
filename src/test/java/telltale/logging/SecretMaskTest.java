package telltale.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class SecretMaskTest {
    private static final String TOKEN = "AbCdEf0123456789-_AbCdEf0123456789-_xyz";

    @Test
    void tokensInEveryRecipientsPathAreMasked() {
        for (String path : new String[] {"pixel", "click", "unsubscribe", "preferences"}) {
            assertEquals(
                    "[/app/" + path + "/****] and [/app/" + path + "/****?x=1]",
                    SecretMask.mask("[/app/" + path + "/" + TOKEN + "] and [/app/" + path + "/" + TOKEN + "?x=1]"));
        }
    }

    @Test
    void keysAreMaskedInQueriesAndHeaders() {
        assertEquals("GET /track?to=a@b.c&key=****&x=1", SecretMask.mask("GET /track?to=a@b.c&key=" + TOKEN + "&x=1"));
        assertEquals("[authorization: Bearer ****]", SecretMask.mask("[authorization: Bearer " + TOKEN + "]"));
        assertEquals("bearer ****\"", SecretMask.mask("bearer " + TOKEN + "\""));
        assertEquals("AUTHORIZATION: BEARER ****", SecretMask.mask("AUTHORIZATION: BEARER " + TOKEN));
    }

    @Test
    void manipulatedTokensAreMasked() {
        assertEquals("/pixel/****", SecretMask.mask("/pixel/%41%42" + TOKEN + "/more.gif"));
        assertEquals("/pixel/****[", SecretMask.mask("/pixel/" + TOKEN + "["));
    }

    @Test
    void otherTextIsUnchanged() {
        for (String text : new String[] {
            "pixel at /app/pixel/", "/app/pixel/short", "Send it as \"Bearer …\"", "key=off", "/deliveries/" + TOKEN, ""
        }) {
            assertSame(text, SecretMask.mask(text).equals(text) ? text : SecretMask.mask(text));
        }
    }

    @Test
    void aLineWithoutSecretsCostsLittle() {
        String line =
                "2026-11-29T11:00:00.000Z WARN  Dispatch: mail 0190b3f2 waits: the server smtp.example.com said 451";
        int rounds = 200_000;
        assertEquals(0, masked(line, rounds));
        long start = System.nanoTime();

        assertEquals(0, masked(line, rounds));

        // Writing a log line takes some microseconds; masking must be a fraction of that, even on a busy machine.
        long nanos = (System.nanoTime() - start) / rounds;
        assertTrue(nanos < 2_000, nanos + " ns a line");
    }

    private static int masked(String line, int rounds) {
        int changed = 0;
        for (int i = 0; i < rounds; i++) {
            changed += SecretMask.mask(line).equals(line) ? 0 : 1;
        }
        return changed;
    }
}
