package telltale.intake;

import jakarta.mail.Folder;
import jakarta.mail.FolderClosedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.jspecify.annotations.Nullable;
import telltale.inbound.ReportReader;
import telltale.reports.ReportIntake;
import telltale.settings.MailboxServer;
import telltale.store.MailboxPosition;

/**
 * A connection to an IMAP mailbox. The position in the database says what was read; in a mailbox from which mails are removed, all
 * that is there was not read to its end.
 */
final class ImapSession implements MailboxSession {
    private final String key;
    private final IMAPStore store;
    private final IMAPFolder folder;
    private final ImapCompletion completion;
    private final ImapIdle idle;
    private final ReportIntake intake;
    private final SkippedMails skipped;
    private final IntakeTiming timing;
    private final IntConsumer counter;
    private final long validity;
    /** The highest UID whose mail is stored. */
    private long reached;

    private ImapSession(MailboxServer server, IMAPStore store, MailboxParts parts, @Nullable MailboxPosition stored)
            throws MessagingException {
        this.key = server.key();
        this.store = store;
        this.intake = parts.intake();
        this.skipped = parts.skipped();
        this.timing = parts.timing();
        this.counter = parts.counter();
        this.folder = folder(store, server.folder());
        folder.open(Folder.READ_WRITE);
        this.validity = folder.getUIDValidity();
        this.completion = ImapCompletion.of(parts.afterReading(), store, folder);
        this.idle = new ImapIdle(folder, timing.idle());
        // UIDs of another validity name other mails (RFC 9051 section 2.3.1.1).
        this.reached = stored != null && stored.validity() == validity ? stored.uid() : 0;
    }

    /**
     * Connects to a mailbox.
     *
     * @throws MessagingException if the server does not answer, or refuses the login or the folder
     * @throws IOException if the login's secret cannot be had
     * @throws telltale.store.StoreUnavailableException if it cannot be known how far the mailbox was read
     */
    static ImapSession open(MailboxServer server, MailboxParts parts) throws MessagingException, IOException {
        Optional<MailboxPosition> stored = parts.reports().position(server.key());
        IMAPStore store = (IMAPStore) MailStores.connect(server, parts.login(), parts.timing());
        try {
            return new ImapSession(server, store, parts, stored.orElse(null));
        } catch (MessagingException | RuntimeException failed) {
            MailStores.close(store);
            throw failed;
        }
    }

    private static IMAPFolder folder(IMAPStore store, String path) throws MessagingException {
        return (IMAPFolder) store.getFolder(ImapCompletion.inServersForm(store, path));
    }

    @Override
    public void read() throws MessagingException, IOException {
        idle.forgetNews();
        long first = completion.removesAll() ? 1 : reached + 1;
        MailBatch batch = new MailBatch(skipped);
        long last = reached;
        for (Message message : messagesFrom(first)) {
            long uid = folder.getUID(message);
            // The last mail is in any range that ends with *, also one that begins after it (RFC 9051 section 9,
            // seq-range).
            if (uid < first || skipped.contains(String.valueOf(uid))) {
                continue;
            }
            Optional<byte[]> octets = fetch((IMAPMessage) message, uid);
            octets.ifPresent(content -> batch.add(String.valueOf(uid), message, content));
            last = Math.max(last, uid);
            if (batch.isFull()) {
                complete(batch, last);
            }
            if (idle.isEnded()) {
                break;
            }
        }
        if (!batch.isEmpty() || last > reached) {
            complete(batch, last);
        }
    }

    /**
     * The mails from a UID on, and the last mail of the folder.
     *
     * @throws MessagingException if the server never reported one of them by EXISTS (RFC 9051 section 7.4.1), so that only a new
     *     session can read it
     */
    private List<Message> messagesFrom(long first) throws MessagingException {
        long[] uids = (long[]) folder.doCommand(protocol -> protocol.fetchSequenceNumbers(first, UIDFolder.LASTUID));
        List<Message> messages = new ArrayList<>(uids.length);
        for (long uid : uids) {
            Message message = folder.getMessageByUID(uid);
            if (message == null) {
                throw new MessagingException("the server did not report all mails of the folder");
            }
            messages.add(message);
        }
        return messages;
    }

    /** The beginning of a mail; empty if it was deleted meanwhile, or is skipped from now on. */
    private Optional<byte[]> fetch(IMAPMessage message, long uid) throws MessagingException, IOException {
        message.setPeek(true);
        try (InputStream content = message.getMimeStream()) {
            return Optional.of(content.readNBytes(ReportReader.MAX_OCTETS));
        } catch (MessagingException | IOException failed) {
            if (message.isExpunged()) {
                return Optional.empty();
            }
            if (failed instanceof FolderClosedException || !folder.isOpen()) {
                skipped.addLoss(String.valueOf(uid), failed);
                throw failed;
            }
            skipped.addRefusal(String.valueOf(uid), failed);
            if (!skipped.contains(String.valueOf(uid))) {
                throw failed;
            }
            return Optional.empty();
        }
    }

    /** Stores mails and position before the mailbox is changed, so that each mail counts once whenever this ends. */
    private void complete(MailBatch batch, long last) throws MessagingException {
        Message[] stored = batch.accept(intake, new MailboxPosition(key, validity, last));
        reached = last;
        counter.accept(stored.length);
        completion.complete(stored);
    }

    @Override
    public Duration awaitMail() throws MessagingException {
        if (!store.hasCapability("IDLE")) {
            return timing.poll();
        }
        idle.await();
        return Duration.ZERO;
    }

    @Override
    public boolean isLasting() {
        return true;
    }

    @Override
    public void wake() {
        idle.end();
    }

    @Override
    public void close() {
        try {
            if (folder.isOpen()) {
                folder.close(false);
            }
        } catch (MessagingException | RuntimeException lost) {
            // The store closes the connection.
        }
        MailStores.close(store);
    }
}
