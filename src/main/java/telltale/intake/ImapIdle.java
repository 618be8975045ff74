package telltale.intake;

import jakarta.mail.MessagingException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.jspecify.annotations.Nullable;

/**
 * The IDLE command (RFC 2177), which ends with the first news, and after some time. Angus' own would wait for ever for a server
 * that has gone, because it ignores timeouts.
 */
final class ImapIdle {
    private final IMAPFolder folder;
    private final Duration limit;
    private volatile boolean hasNews;
    private volatile boolean isEnded;
    private @Nullable IMAPProtocol idling;

    /**
     * @param folder is open
     * @param limit how long a command lasts
     */
    ImapIdle(IMAPFolder folder, Duration limit) throws MessagingException {
        this.folder = folder;
        this.limit = limit;
        folder.doCommand(protocol -> {
            protocol.addResponseHandler(this::note);
            return null;
        });
    }

    /** Notes new mail, which a server reports with any response. */
    private void note(Response response) {
        if (response instanceof IMAPResponse untagged && untagged.keyEquals("EXISTS")) {
            hasNews = true;
        }
    }

    /** Begins to note new mail. */
    void forgetNews() {
        hasNews = false;
    }

    /** Whether {@link #end} was called. */
    boolean isEnded() {
        return isEnded;
    }

    /**
     * Waits for news of the mailbox, unless there were some since {@link #forgetNews}.
     *
     * @throws MessagingException if the connection is lost
     */
    void await() throws MessagingException {
        if (!hasNews && !isEnded) {
            folder.doCommand(protocol -> {
                idle(protocol);
                return null;
            });
        }
    }

    private void idle(IMAPProtocol protocol) throws ProtocolException {
        long start = System.nanoTime();
        protocol.idleStart();
        begin(protocol);
        try {
            Response response = protocol.readIdleResponse();
            while (response != null) {
                boolean isQuiet = isTimeout(response) && isIdling();
                // A timeout after DONE is that of a lost connection, for which this throws an exception.
                if (!isQuiet && !protocol.processIdleResponse(response)) {
                    return;
                }
                if (!isQuiet || System.nanoTime() - start >= limit.toNanos()) {
                    finish();
                }
                response = protocol.readIdleResponse();
            }
        } finally {
            forget();
        }
    }

    private static boolean isTimeout(Response response) {
        return response.isBYE()
                && response.isSynthetic()
                && response.getException() instanceof SocketTimeoutException timeout
                && timeout.bytesTransferred == 0;
    }

    private synchronized void begin(IMAPProtocol protocol) {
        idling = protocol;
        if (isEnded || hasNews) {
            finish();
        }
    }

    private synchronized boolean isIdling() {
        return idling != null;
    }

    private synchronized void forget() {
        idling = null;
    }

    /** Sends DONE once. */
    private synchronized void finish() {
        IMAPProtocol protocol = idling;
        idling = null;
        if (protocol != null) {
            protocol.idleAbort();
        }
    }

    /** Ends the present command, and prevents others, by another thread. */
    synchronized void end() {
        isEnded = true;
        finish();
    }
}
