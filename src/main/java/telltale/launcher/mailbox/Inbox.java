package telltale.launcher.mailbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest mails, in memory only, bounded by number and size: new mails replace the oldest. */
final class Inbox {
    static final int MAX_MAILS = 200;

    /** In characters, about their size in memory. */
    static final long MAX_WEIGHT = 64L << 20;

    private final Deque<CapturedMail> newestFirst = new ArrayDeque<>();
    private long weight;
    private long revision;

    synchronized void add(CapturedMail mail) {
        newestFirst.addFirst(mail);
        weight += mail.weight();
        revision++;
        while (newestFirst.size() > 1 && (newestFirst.size() > MAX_MAILS || weight > MAX_WEIGHT)) {
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
     * A snapshot of the inbox.
     *
     * @param revision increases with each mail
     */
    record Contents(long revision, List<CapturedMail> newestFirst) {}
}
