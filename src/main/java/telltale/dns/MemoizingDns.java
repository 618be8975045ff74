package telltale.dns;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks each question once, and none when the first ones get no answer or the thread is interrupted. For one examination
 * only, because it never asks again.
 */
public final class MemoizingDns implements Dns {
    /** After so many questions without an answer, before any with one, the name server is not asked again. */
    private static final int MAX_UNANSWERED = 2;

    private final Dns dns;
    private final Map<Question, DnsAnswer> answers = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private volatile boolean answered;

    private record Question(String name, RecordType type) {}

    public MemoizingDns(Dns dns) {
        this.dns = dns;
    }

    @Override
    public DnsAnswer ask(String name, RecordType type) {
        Question question = new Question(name, type);
        DnsAnswer known = answers.get(question);
        if (known != null) {
            return known;
        }
        if (Thread.currentThread().isInterrupted()) {
            return new DnsAnswer.Failed("the check took too long");
        }
        if (!answered && unanswered.get() >= MAX_UNANSWERED) {
            return new DnsAnswer.Failed("the name server did not answer earlier questions");
        }
        // Not within computeIfAbsent: another thread's question must not wait for this one.
        DnsAnswer answer = dns.ask(name, type);
        if (answer instanceof DnsAnswer.Failed) {
            unanswered.incrementAndGet();
        } else {
            answered = true;
        }
        answers.put(question, answer);
        return answer;
    }
}
