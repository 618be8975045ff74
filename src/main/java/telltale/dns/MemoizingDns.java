package telltale.dns;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Asks each question once. For one examination only, because it never asks again. */
public final class MemoizingDns implements Dns {
    private final Dns dns;
    private final Map<Question, DnsAnswer> answers = new ConcurrentHashMap<>();

    private record Question(String name, RecordType type) {}

    public MemoizingDns(Dns dns) {
        this.dns = dns;
    }

    @Override
    public DnsAnswer ask(String name, RecordType type) {
        Question question = new Question(name, type);
        DnsAnswer known = answers.get(question);
        if (known == null) {
            // Not within computeIfAbsent: another thread's question must not wait for this one.
            known = dns.ask(name, type);
            answers.put(question, known);
        }
        return known;
    }
}
