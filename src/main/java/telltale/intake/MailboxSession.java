package telltale.intake;

import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;

/** A connection to a mailbox. */
interface MailboxSession extends AutoCloseable {
    /**
     * Accepts the mails that were not read yet, and then marks, moves or deletes them.
     *
     * @throws IOException if the mailbox cannot be read
     * @throws MessagingException if the mailbox cannot be read
     * @throws telltale.store.StoreUnavailableException if a mail cannot be stored; it will be read again
     */
    void read() throws MessagingException, IOException;

    /**
     * Waits until there may be new mail, for a limited time, and no longer once the reader {@linkplain #wake ends}.
     *
     * @return the pause before the next call of {@link #read}, in which the connection is not used
     */
    Duration awaitMail() throws MessagingException;

    /** Whether the connection is kept during that pause. */
    boolean isLasting();

    /** Ends {@link #awaitMail}, by another thread. */
    void wake();

    /** Ends the connection, which may be lost. */
    @Override
    void close();
}
