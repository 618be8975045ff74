package telltale.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

final class SecretMaskTest {
    private static final String TOKEN = "AbCdEf0123456789-_AbCdEf0123456789-_xyz";

    @Test
    void tokensInEveryRecipientsPathAreMasked() {
        for (String path : new String[] {"pixel", "click", "unsubscribe", "preferences", "consent"}) {
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
        assertEquals("for tt_live_**** here", SecretMask.mask("for tt_live_" + TOKEN + " here"));
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
    void aLineWithoutSecretsIsNotCopied() {
        String line = "2026-11-29T11:00:00.000Z WARN  OutboundQueue: mail 0190b3f2 waits: smtp.example.com replied 451";
        assertSame(line, SecretMask.mask(line));
    }
}
