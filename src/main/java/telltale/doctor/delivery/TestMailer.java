package telltale.doctor.delivery;

import java.util.List;
import java.util.Optional;
import telltale.message.mime.ComposedMessage;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.smtp.MailSender;

/** Composes and sends the mails of a test as all others are. */
public interface TestMailer {
    /**
     * A mail server.
     *
     * @param sender signs as for other mails
     */
    record Server(String name, MailSender sender) {}

    /** The mail servers that send mail of the default sender. */
    List<Server> servers();

    /** The names of the mail servers that do not. */
    List<String> otherServers();

    /** The domain of the From field. */
    String fromDomain();

    /** The prefix of all tracking addresses. */
    String base();

    /** The address to send a test mail to; its mail comes back here if {@link #isReadBack}. */
    EmailAddress ownAddress(DeliveryId delivery);

    /** Whether what arrives at the own address, and what bounces, is read by this installation. */
    boolean isReadBack();

    /** An address that certainly does not exist, in the domain of the return path; empty if there is none of one's own. */
    Optional<EmailAddress> invalidAddress();

    /** Composes a mail. */
    ComposedMessage compose(DeliveryId delivery, EmailAddress to);
}
