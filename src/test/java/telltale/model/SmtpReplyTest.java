package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpReplyTest {
    @Test
    void severalLinesBecomeOneWithItsCodesOnce() {
        SmtpReply reply =
                SmtpReply.parse(550, "550-5.7.1 blocked\r\n550-5.7.1 see https://example.org\r\n550 5.7.1 now");
        assertEquals("550 5.7.1 blocked see https://example.org now", reply.text());
        assertEquals("5.7.1", reply.enhancedStatus());
    }

    @ParameterizedTest
    @CsvSource({"250 ok", "250", "450 try again at 4.7.1", "450 4.7.1x", "450 4.7", "450 3.7.1 no such class", "450-"})
    void aReplyMayHaveNoEnhancedStatus(String line) {
        assertNull(SmtpReply.parse(450, line).enhancedStatus());
    }
}
