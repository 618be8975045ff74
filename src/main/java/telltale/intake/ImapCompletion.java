package telltale.intake;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import telltale.settings.AfterReading;

/** What is done with the mails in an IMAP folder once they are stored. */
sealed interface ImapCompletion {
    /** Marks, moves or deletes mails. */
    void complete(Message[] stored) throws MessagingException;

    /** Whether a mail that is done is no longer in the folder. */
    boolean removesAll();

    /** Chooses by the setting and the server's capabilities. */
    static ImapCompletion of(AfterReading afterReading, IMAPStore store, IMAPFolder folder) throws MessagingException {
        boolean canExpunge = store.hasCapability("UIDPLUS");
        if (afterReading instanceof AfterReading.Move move) {
            return new Move(folder, target(store, move.folder()), store.hasCapability("MOVE"), canExpunge);
        }
        return afterReading instanceof AfterReading.Delete ? new Delete(folder, canExpunge) : new MarkSeen(folder);
    }

    private static Folder target(IMAPStore store, String path) throws MessagingException {
        Folder target = store.getFolder(inServersForm(store, path));
        // Another node may have created it meanwhile.
        if (!target.exists() && !target.create(Folder.HOLDS_MESSAGES) && !target.exists()) {
            throw new MessagingException("the folder of INBOUND_DONE is missing, and the server does not create it");
        }
        return target;
    }

    /** A path with slashes between its parts, as the server separates them. */
    static String inServersForm(IMAPStore store, String path) throws MessagingException {
        char separator = path.contains("/") ? store.getDefaultFolder().getSeparator() : '/';
        return separator == 0 ? path : path.replace('/', separator);
    }

    /** Marks mails as read. */
    record MarkSeen(IMAPFolder folder) implements ImapCompletion {
        @Override
        public void complete(Message[] stored) throws MessagingException {
            folder.setFlags(stored, new Flags(Flags.Flag.SEEN), true);
        }

        @Override
        public boolean removesAll() {
            return false;
        }
    }

    /** Moves mails by MOVE (RFC 6851), or else by a copy whose original is deleted. */
    record Move(IMAPFolder folder, Folder target, boolean canMove, boolean canExpunge) implements ImapCompletion {
        @Override
        public void complete(Message[] stored) throws MessagingException {
            if (canMove) {
                folder.moveMessages(stored, target);
                return;
            }
            folder.copyMessages(stored, target);
            new Delete(folder, canExpunge).complete(stored);
        }

        @Override
        public boolean removesAll() {
            return canMove || canExpunge;
        }
    }

    /**
     * Deletes mails by their UIDs (RFC 4315). Without this extension they are only marked, because EXPUNGE would also delete mails that
     * other clients have marked.
     */
    record Delete(IMAPFolder folder, boolean canExpunge) implements ImapCompletion {
        @Override
        public void complete(Message[] stored) throws MessagingException {
            folder.setFlags(stored, new Flags(Flags.Flag.DELETED), true);
            if (canExpunge && stored.length > 0) {
                folder.expunge(stored);
            }
        }

        @Override
        public boolean removesAll() {
            return canExpunge;
        }
    }
}
