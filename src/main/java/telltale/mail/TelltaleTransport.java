package telltale.mail;

import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends mails through Telltale, which tracks them: the protocol {@code telltale} of Jakarta Mail.
 *
 * <p>The properties of the session. Those of the protocol {@code telltales} begin with {@code mail.telltales} instead:
 *
 * <ul>
 *   <li>{@code mail.telltale.url}: the address of the dashboard, such as {@code https://t.example.com/app}. Without it, the address is
 *       made from the host and the port with which the program connects, or {@code mail.telltale.host} and
 *       {@code mail.telltale.port}, and the path {@code /app}.
 *   <li>{@code mail.telltale.key}: an API key with the role {@code send}. Without it, the password with which the program
 *       connects, or that of the session's authenticator.
 *   <li>{@code mail.telltale.from}: the sender of the envelope. Without it, the first address in {@code From}.
 *   <li>{@code mail.telltale.connectiontimeout}: milliseconds, 30,000 by default; 0 for no limit.
 *   <li>{@code mail.telltale.timeout}: milliseconds to wait for an answer, 120,000 by default; 0 for no limit.
 * </ul>
 */
public class TelltaleTransport extends Transport {
    static final String HTTP = "telltale";
    static final String HTTPS = "telltales";
    private static final Address[] NONE = {};

    private final TransportSettings settings;
    private @Nullable Endpoint endpoint;
    private long maxMessageBytes = Long.MAX_VALUE;

    /** Called by {@link Session#getTransport(String)}. */
    public TelltaleTransport(Session session, URLName url) {
        this(session, url, HTTP);
    }

    /** @param protocol the part of the property names after {@code mail.} */
    TelltaleTransport(Session session, URLName url, String protocol) {
        super(session, url);
        settings = new TransportSettings(session, protocol);
    }

    /**
     * Checks the key. The user name has no meaning, because a key identifies its owner.
     *
     * @return false if there is no key yet
     */
    @Override
    protected boolean protocolConnect(@Nullable String host, int port, @Nullable String user, @Nullable String password)
            throws MessagingException {
        String property = settings.get("key");
        String key = property == null ? password : property;
        if (key == null) {
            return false;
        }
        Endpoint opened = settings.endpoint(host, port, key.strip());
        Long max = requireSender(opened).number("maxMessageBytes");
        maxMessageBytes = max == null ? Long.MAX_VALUE : max;
        endpoint = opened;
        return true;
    }

    private static Answer requireSender(Endpoint opened) throws MessagingException {
        Answer answer;
        try {
            answer = opened.identity();
        } catch (IOException failed) {
            throw new MessagingException("Telltale cannot be reached at " + opened.base(), failed);
        }
        String role = answer.status() == 200 ? answer.member("role") : null;
        if (role == null) {
            throw new MessagingException(answer.explanation() + "; is " + opened.base() + " its address?");
        }
        if (!role.equals("send") && !role.equals("admin")) {
            throw new AuthenticationFailedException(
                    role.equals("none")
                            ? "Telltale does not accept the key"
                            : "the key must have the role send; it has the role " + role);
        }
        return answer;
    }

    /**
     * Submits a mail. It is stored durably when this returns, and is sent by Telltale in the background. A recipient on the
     * suppression list gets no mail, which is reported to listeners and is no failure.
     *
     * @throws SendFailedException if Telltale refuses the mail or a recipient; then it is not sent at all
     * @throws AuthenticationFailedException if Telltale does not accept the key any more
     */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException {
        Endpoint connected = endpoint;
        if (connected == null || !isConnected()) {
            throw new IllegalStateException("Not connected");
        }
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("Telltale sends MimeMessages only");
        }
        Recipients recipients = Recipients.of(addresses);
        try {
            notifySent(recipients, submit(connected, mime, recipients), mime);
        } catch (SendFailedException refused) {
            notifyTransportListeners(
                    TransportEvent.MESSAGE_NOT_DELIVERED,
                    NONE,
                    refused.getValidUnsentAddresses(),
                    refused.getInvalidAddresses(),
                    mime);
            throw refused;
        } catch (MessagingException failed) {
            notifyTransportListeners(
                    TransportEvent.MESSAGE_NOT_DELIVERED, NONE, recipients.valid(Set.of()), NONE, mime);
            throw failed;
        }
    }

    private Answer submit(Endpoint connected, MimeMessage message, Recipients recipients) throws MessagingException {
        recipients.requireValid();
        try {
            byte[] mail = MailOctets.of(message);
            if (mail.length > maxMessageBytes) {
                throw recipients.failure(tooLarge(mail.length), Set.of());
            }
            SubmissionBody body = new SubmissionBody(sender(message), recipients.texts(), mail);
            Answer answer = connected.submit(body, UUID.randomUUID().toString());
            if (answer.status() != 202) {
                throw refusal(answer, recipients);
            }
            return answer;
        } catch (IOException failed) {
            throw new MessagingException("The mail could not be submitted to Telltale", failed);
        }
    }

    private String tooLarge(int length) {
        return "the mail has " + length + " bytes, and Telltale accepts " + maxMessageBytes
                + " (TELLTALE_MAX_MESSAGE_SIZE)";
    }

    private static MessagingException refusal(Answer answer, Recipients recipients) {
        boolean isAboutTheMail = answer.member("field") != null;
        if (answer.status() == 401 || (answer.status() == 403 && !isAboutTheMail)) {
            return new AuthenticationFailedException(answer.explanation());
        }
        Set<Integer> invalid = answer.status() == 400 ? answer.invalidRecipients() : Set.of();
        return recipients.failure(answer.explanation(), invalid);
    }

    /** The sender of the envelope. */
    private String sender(MimeMessage message) throws MessagingException {
        String property = settings.get("from");
        if (property != null) {
            return property;
        }
        Address[] from = message.getFrom();
        Address first = from != null && from.length > 0 ? from[0] : InternetAddress.getLocalAddress(session);
        if (first instanceof InternetAddress address) {
            return String.valueOf(address.getAddress());
        }
        throw new SendFailedException("the mail has no From");
    }

    /** Reports which recipients get the mail, and which do not because they are suppressed. */
    private void notifySent(Recipients recipients, Answer answer, MimeMessage message) {
        List<String> states = answer.members("state");
        Set<Integer> unsent = new HashSet<>();
        for (int i = 0; i < states.size(); i++) {
            if (Objects.equals(states.get(i), "suppressed")) {
                unsent.add(i);
            }
        }
        int type = unsent.isEmpty()
                ? TransportEvent.MESSAGE_DELIVERED
                : unsent.size() < recipients.size()
                        ? TransportEvent.MESSAGE_PARTIALLY_DELIVERED
                        : TransportEvent.MESSAGE_NOT_DELIVERED;
        notifyTransportListeners(type, recipients.valid(unsent), recipients.at(unsent), NONE, message);
    }
}
