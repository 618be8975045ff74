package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteReplyTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            550 5.1.1 no such user | 550 | 5.1.1
            host mx.example.com[192.0.2.25] said: 552 5.3.4 too big (in reply to end of DATA command) | 552 | 5.3.4
            Remote host said: 450 try again later | 450 | ''
            (reason: 550 5.1.1 <ann@example.com>... User Unknown) | 550 | 5.1.1
            <<< 550 no such user | 550 | ''
            Sorry, no mailbox here by that name. (#5.1.1) | '' | 5.1.1
            550: 5.1.1 <ann@example.com>... User Unknown | 550 | 5.1.1
            ERROR_CODE :550, ERROR_CODE :5.1.1 <ann@example.com>... User Unknown | 550 | 5.1.1
            550 #5.1.0 Address rejected. | 550 | 5.1.0
            5.1.0 - Unknown address error 550-'5.7.1 Access denied' | 550 | 5.7.1
            SMTP error from remote server after RCPT command: host: mx.example.jp 5.1.1 <ann@example.jp>... User Unknown | '' | 5.1.1
            """)
    void theReplyIsFoundInTheWordsAroundIt(String text, String code, String enhanced) {
        RemoteReply reply = RemoteReply.in(text);
        assertNotNull(reply);
        assertEquals(code, reply.code());
        assertEquals(enhanced, reply.enhanced());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Could not deliver for the last 432000 seconds. Giving up.",
                "There are 550 items on 450 pages",
                "Microsoft SMTPSVC(5.5.2653.12) and 5.0.2195.6713",
                "[192.0.2.25] 10.5.1.1",
                "tel. 0 555 1234",
                ""
            })
    void otherNumbersAreNoReplies(String text) {
        assertNull(RemoteReply.in(text));
    }

    @Test
    void aReplyOfSeveralLinesIsJoinedWithoutItsCodes() {
        RemoteReply reply = RemoteReply.in("""
            550-5.7.1 Our system has detected that this
            550-5.7.1 message is likely unsolicited mail.
            550 5.7.1 Blocked.
            """);
        assertNotNull(reply);
        assertEquals(
                "550-5.7.1 Our system has detected that this message is likely unsolicited mail. Blocked.",
                reply.text());
    }

    @Test
    void theNextReplyOfATranscriptIsNoPartOfIt() {
        RemoteReply reply = RemoteReply.in("""
            >>> DATA
            <<< 550 4.2.1 account suspended for now
            550 5.1.1 <ann@example.com>... User unknown
            """);
        assertNotNull(reply);
        assertEquals("550 4.2.1 account suspended for now", reply.text());
    }
}
