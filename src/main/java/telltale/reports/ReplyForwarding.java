package telltale.reports;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import telltale.inbound.MailHeader;
import telltale.inbound.ReportReader;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;
import telltale.store.NewForward;
import telltale.store.NewForward.Owed;
import telltale.store.NewForward.Refused;

/** Forwards replies that are complete and that the {@link ForwardRules} allow. */
public final class ReplyForwarding implements Forwarding {
    private final Function<DeliveryId, EmailAddress> target;
    private final Predicate<EmailAddress> isOwn;

    /**
     * @param target where replies to a delivery are forwarded
     * @param isOwn whether mail to an address comes back to this installation
     */
    public ReplyForwarding(Function<DeliveryId, EmailAddress> target, Predicate<EmailAddress> isOwn) {
        this.target = target;
        this.isOwn = isOwn;
    }

    @Override
    public NewForward of(ReturnedMail reply, DeliveryId delivery) {
        // The ways in cut a larger mail there.
        if (reply.octets().size() >= ReportReader.MAX_OCTETS) {
            return new Refused("it has " + ReportReader.MAX_OCTETS + " octets or more");
        }
        MailHeader header = MailHeader.of(reply.octets().toBytes());
        List<String> authors = header.addresses("from");
        if (authors.isEmpty()) {
            return new Refused("it names no author");
        }
        EmailAddress to = target.apply(delivery);
        Optional<String> reason = ForwardRules.refusal(header, reply.envelope(), to);
        if (reason.isPresent()) {
            return new Refused(reason.get());
        }
        return isOwn.test(to)
                ? new Refused("mail to the address that it would be forwarded to comes back here")
                : new Owed(to, digest(authors.get(0)), reply.octets());
    }

    private static ImmutableBytes digest(String author) {
        return new ImmutableBytes(Sha256.of(
                ReportedAddress.parse(author).map(EmailAddress::canonical).orElse(author)));
    }
}
