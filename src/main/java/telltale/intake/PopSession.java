package telltale.intake;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Store;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.pop3.POP3Folder;
import org.eclipse.angus.mail.pop3.POP3Message;
import telltale.inbound.ReportReader;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer;

/**
 * A session with a POP3 mailbox, in which its mails are read once. Which mails are known is remembered in memory alone: after a
 * restart they are read again, and the database recognizes them.
 */
final class PopSession implements MailboxSession {
    /** The lines that TOP requests of a larger mail; a line has up to 998 characters. */
    private static final int TOP_LINES = 10_000;

    private final Store store;
    private final POP3Folder folder;
    private final MailboxParts parts;
    private final Set<String> known;
    private volatile boolean isEnding;

    private PopSession(Store store, MailboxParts parts, Set<String> known) throws MessagingException {
        this.store = store;
        this.parts = parts;
        this.known = known;
        this.folder = (POP3Folder) store.getFolder("INBOX");
        folder.open(Folder.READ_WRITE);
    }

    /**
     * Connects to a mailbox.
     *
     * @param known the unique identifiers of the mails that were read; changed by this session
     * @throws MessagingException if the server does not answer, or refuses the login
     * @throws IOException if the login's secret cannot be had
     */
    static PopSession open(MailboxServer server, MailboxParts parts, Set<String> known)
            throws MessagingException, IOException {
        Store store = MailStores.connect(server, parts.login(), parts.timing());
        try {
            return new PopSession(store, parts, known);
        } catch (MessagingException | RuntimeException failed) {
            MailStores.close(store);
            throw failed;
        }
    }

    @Override
    public void read() throws MessagingException, IOException {
        Message[] present = folder.getMessages();
        requestIdentifiers(present);
        int[] sizes = folder.getSizes();
        MailBatch batch = new MailBatch(parts.skipped());
        for (Message message : present) {
            String uid = uid(message);
            if (isEnding) {
                break;
            }
            if (known.contains(uid) || parts.skipped().contains(uid)) {
                continue;
            }
            boolean isLarge = sizes[message.getMessageNumber() - 1] > ReportReader.MAX_OCTETS;
            fetch((POP3Message) message, uid, isLarge).ifPresent(content -> batch.add(uid, message, content));
            if (batch.isFull()) {
                accept(batch);
            }
        }
        if (!batch.isEmpty()) {
            accept(batch);
        }
        complete(present);
    }

    /** Requests all unique identifiers, and forgets those of mails that are gone. */
    private void requestIdentifiers(Message[] present) throws MessagingException {
        FetchProfile identifiers = new FetchProfile();
        identifiers.add(UIDFolder.FetchProfileItem.UID);
        folder.fetch(present, identifiers);
        Set<String> uids = new HashSet<>();
        for (Message message : present) {
            uids.add(uid(message));
        }
        known.retainAll(uids);
    }

    /** The unique identifier (RFC 1939 section 7); of a server without them, the number in this session. */
    private String uid(Message message) throws MessagingException {
        String uid = folder.getUID(message);
        return uid == null ? "#" + message.getMessageNumber() : uid;
    }

    private Optional<byte[]> fetch(POP3Message message, String uid, boolean isLarge)
            throws MessagingException, IOException {
        try (InputStream content = isLarge ? beginning(message) : message.getMimeStream()) {
            return Optional.of(content.readNBytes(ReportReader.MAX_OCTETS));
        } catch (MessagingException | IOException failed) {
            if (failed instanceof FolderClosedException || !folder.isOpen()) {
                parts.skipped().addLoss(uid, failed);
                throw failed;
            }
            parts.skipped().addRefusal(uid, failed);
            if (!parts.skipped().contains(uid)) {
                throw failed;
            }
            return Optional.empty();
        } finally {
            message.invalidate(true);
        }
    }

    /** The beginning of a large mail, because Angus keeps in memory what RETR sends, which is all of it. */
    private static InputStream beginning(POP3Message message) throws MessagingException, IOException {
        InputStream top = message.top(TOP_LINES);
        if (top == null) {
            throw new IOException("the server does not send the beginning of a mail (TOP)");
        }
        return top;
    }

    private void accept(MailBatch batch) throws MessagingException {
        Message[] stored = batch.accept(parts.intake(), null);
        for (Message message : stored) {
            known.add(uid(message));
        }
        parts.counter().accept(stored.length);
    }

    /** Deletes what was read, if that is configured; QUIT makes it final. */
    private void complete(Message[] present) throws MessagingException {
        boolean isDelete = parts.afterReading() instanceof AfterReading.Delete;
        for (Message message : present) {
            if (isDelete && known.contains(uid(message))) {
                message.setFlag(Flags.Flag.DELETED, true);
            }
        }
        folder.close(isDelete);
    }

    @Override
    public Duration awaitMail() {
        return parts.timing().poll();
    }

    @Override
    public boolean isLasting() {
        return false;
    }

    @Override
    public void wake() {
        isEnding = true;
    }

    @Override
    public void close() {
        MailStores.close(store);
    }
}
