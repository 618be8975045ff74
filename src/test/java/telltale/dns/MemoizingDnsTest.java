package telltale.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoizingDnsTest {
    private final List<String> asked = new ArrayList<>();
    private final Zone zone = new Zone("a.example TXT x", "b.example FAIL", "c.example FAIL", "d.example FAIL");
    private final Dns dns = new MemoizingDns((name, type) -> {
        asked.add(name);
        return zone.ask(name, type);
    });

    @Test
    void eachQuestionIsAskedOnce() {
        assertEquals(List.of("x"), ask("a.example").values());
        assertEquals(List.of("x"), ask("a.example").values());
        assertEquals(List.of("a.example"), asked);
    }

    @Test
    void aNameServerThatNeverAnsweredIsLeft() {
        for (String name : List.of("b.example", "c.example", "d.example", "a.example")) {
            assertTrue(ask(name) instanceof DnsAnswer.Failed);
        }
        assertEquals(List.of("b.example", "c.example"), asked);
    }

    @Test
    void oneThatAnsweredIsAskedOn() {
        for (String name : List.of("a.example", "b.example", "c.example", "d.example")) {
            ask(name);
        }
        assertEquals(4, asked.size());
    }

    @Test
    void anInterruptedCheckAsksNothingMore() {
        Thread.currentThread().interrupt();
        assertEquals(new DnsAnswer.Failed("the check took too long"), ask("a.example"));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), asked);
    }

    private DnsAnswer ask(String name) {
        return dns.ask(name, RecordType.TXT);
    }
}
