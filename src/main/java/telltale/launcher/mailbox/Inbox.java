package telltale.launcher.mailbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest mails, in memory only, bounded by number and by size: an old one makes room for a new one. */
final class Inbox {
    static final int MOST_MAILS = 200;

    /** In characters, which is about what they take in memory. */
    static final long MOST_WEIGHT = 64L << 20;

    private final Deque<CapturedMail> newestFirst = new ArrayDeque<>();
    private long weight;
    private long revision;

    synchronized void add(CapturedMail mail) {
        newestFirst.addFirst(mail);
        weight += mail.weight();
        revision++;
        while (newestFirst.size() > 1 && (newestFirst.size() > MOST_MAILS || weight > MOST_WEIGHT)) {
            weight -= newestFirst.removeLast().weight();
        }
    }

    synchronized Contents contents() {
        return new Contents(revision, List.copyOf(newestFirst));
    }

    synchronized Optional<CapturedMail> find(String id) {
        return newestFirst.stream().filter(mail -> mail.id().equals(id)).findFirst();
    }

    /**
     * What the inbox held at one moment.
     *
     * @param revision another number each time a mail arrives
     */
    record Contents(long revision, List<CapturedMail> newestFirst) {}
}
