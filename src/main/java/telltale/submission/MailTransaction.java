package telltale.submission;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import telltale.message.Recipient;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;

/** One mail of a program that is logged in. */
final class MailTransaction implements MessageHandler {
    private final MessageContext session;
    private final Submitters submitters;
    private final SubmittedMails mails;
    private final OpenSessions sessions;
    private final Map<String, Recipient> recipients = new LinkedHashMap<>();
    private @Nullable Submitter submitter;
    private @Nullable EmailAddress sender;
    private boolean isUtf8;

    MailTransaction(MessageContext session, Submitters submitters, SubmittedMails mails, OpenSessions sessions) {
        this.session = session;
        this.submitters = submitters;
        this.mails = mails;
        this.sessions = sessions;
        sessions.begin();
    }

    /**
     * Begins the mail. The key is identified again, because it may be revoked while the connection is open.
     *
     * @param from the sender of the envelope, empty for the null sender
     * @param declaresUtf8 whether addresses and header may be UTF-8
     */
    void begin(String from, boolean declaresUtf8) throws RejectException {
        isUtf8 = declaresUtf8;
        sender = from.isEmpty() ? null : address(from, "5.1.7");
        Submitter identified = submitters.identify(
                String.valueOf(session.getAuthenticationHandler().orElseThrow().getIdentity()),
                ((InetSocketAddress) session.getRemoteAddress()).getAddress());
        submitters.count(identified);
        submitter = identified;
        if (sender != null) {
            mails.checkSender(identified, sender);
        }
    }

    private EmailAddress address(String text, String status) throws SubmissionRefusedException {
        try {
            EmailAddress address = EmailAddress.parse(text);
            if (address.needsSmtpUtf8() && !isUtf8) {
                throw new SubmissionRefusedException(553, "5.6.7", "an address that is not ASCII needs SMTPUTF8");
            }
            return address;
        } catch (IllegalArgumentException invalid) {
            throw new SubmissionRefusedException(553, status, String.valueOf(invalid.getMessage()));
        }
    }

    @Override
    public void from(String from) throws RejectException {
        begin(from, false);
    }

    /** Adds a recipient; one that is named again gets one copy. */
    @Override
    public void recipient(String text) throws RejectException {
        EmailAddress address = address(text, "5.1.3");
        if (recipients.size() >= session.getSMTPServer().getMaxRecipients()) {
            throw new SubmissionRefusedException(452, "4.5.3", "too many recipients");
        }
        recipients.putIfAbsent(address.canonical(), new Recipient(new Mailbox("", address), Map.of()));
    }

    @Override
    public String data(InputStream octets) throws RejectException, IOException {
        try (ReceivedMail mail = mails.receive()) {
            mail.read(octets, mails.maxSize());
            Submitter known = submitter;
            if (known == null) {
                throw new SubmissionRefusedException(503, "5.5.1", "send MAIL first");
            }
            return mails.accept(
                    mail, new SubmittedMails.Envelope(known, sender, isUtf8, List.copyOf(recipients.values())));
        }
    }

    @Override
    public void done() {
        sessions.end();
    }
}
