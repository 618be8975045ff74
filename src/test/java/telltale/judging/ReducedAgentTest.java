package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Client;
import telltale.model.Confidence;
import telltale.model.Verdict;
import telltale.model.VerdictClass;

class ReducedAgentTest {
    private static final Verdict PERSON =
            new Verdict(VerdictClass.HUMAN_DIRECT, Confidence.PROBABLE, List.of("browser"), "1");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.1.2 Safari/537.36 | Chrome/143
            Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0 Safari/537.36 Edg/142.0 | Edge/142
            Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0.6 Mobile/15E148 Safari/604.1 | Chrome/120
            Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15 | Safari/17
            Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 | Firefox/140
            Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.2.1 | Thunderbird/140
            Mozilla/4.0 (compatible; ms-office; Microsoft Outlook 16.0.17328) | Outlook/16
            Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy) | Gmail image proxy
            ann.secret@example.com/7 | unknown
            Chrome/99999 ann@example.com | Chrome
            """)
    void familyAndMajorVersionAreKept(String agent, String reduced) {
        Client client = ReducedAgent.of(Client.of(agent, Set.of()), PERSON);
        assertEquals(reduced, client.agent());
        assertEquals(reduced.split("/", -1)[0], ReducedAgent.family(client.agent()));
    }

    @Test
    void onlyHowALinkWasUsedIsKeptOfTheFlags() {
        Client client = ReducedAgent.of(
                Client.of("Firefox/140", Set.of(Client.Flag.VIEW, Client.Flag.REFERER, Client.Flag.DO_NOT_TRACK)),
                PERSON);
        assertTrue(client.has(Client.Flag.VIEW));
        assertFalse(client.has(Client.Flag.REFERER) || client.has(Client.Flag.DO_NOT_TRACK));
    }

    @Test
    void appleMailPrivacyProtectionIsAFamily() {
        Verdict prefetch = new Verdict(VerdictClass.PREFETCH, Confidence.PROBABLE, List.of("apple-mpp"), "1");
        Client client = ReducedAgent.of(Client.of("Mozilla/5.0", Set.of()), prefetch);
        assertEquals("Apple Mail Privacy Protection", client.agent());
    }
}
