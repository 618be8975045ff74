package telltale.reports;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import telltale.inbound.MailHeader;
import telltale.inbound.ReturnEnvelope;
import telltale.message.ForwardedReply;
import telltale.model.EmailAddress;

/**
 * The rules that keep forwarded mail from circulating. A mail from a program or a list is not forwarded, because an answer to it
 * may come back here (RFC 3834 section 2).
 */
final class ForwardRules {
    /** More hops than any mail needs; RFC 5321 section 6.3 asks for a limit, of at least 100 in a mail server. */
    static final int MAX_HOPS = 30;

    private static final Set<String> BULK = Set.of("bulk", "list", "junk");

    private ForwardRules() {}

    /** Why a mail is not forwarded to an address; empty if it is. */
    static Optional<String> refusal(MailHeader header, ReturnEnvelope envelope, EmailAddress to) {
        if (header.has(ForwardedReply.MARK.toLowerCase(Locale.ROOT))) {
            return Optional.of("it was forwarded before");
        }
        if (header.all("auto-submitted").anyMatch(value -> !keyword(value).equals("no"))) {
            return Optional.of("a program sent it (Auto-Submitted)");
        }
        if (hasNullSender(header, envelope)) {
            return Optional.of("its sender is null");
        }
        if (header.all("received").count() > MAX_HOPS) {
            return Optional.of("it has more than " + MAX_HOPS + " Received fields");
        }
        if (header.has("list-id")) {
            return Optional.of("it is from a list (List-Id)");
        }
        if (header.all("precedence").map(ForwardRules::keyword).anyMatch(BULK::contains)) {
            return Optional.of("it is bulk mail (Precedence)");
        }
        return isFrom(header, envelope, to)
                ? Optional.of("it is from the address that it would be forwarded to")
                : Optional.empty();
    }

    /** The value of a field without parameters and comments. */
    private static String keyword(String value) {
        return value.split("[;(]", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static boolean hasNullSender(MailHeader header, ReturnEnvelope envelope) {
        return envelope.sender()
                .map(String::isEmpty)
                .orElseGet(() -> header.all("return-path")
                        .anyMatch(path -> path.replace(" ", "").equals("<>")));
    }

    private static boolean isFrom(MailHeader header, ReturnEnvelope envelope, EmailAddress to) {
        List<String> senders = new ArrayList<>(header.addresses("from", "sender", "return-path"));
        envelope.sender().ifPresent(senders::add);
        return senders.stream()
                .flatMap(sender -> ReportedAddress.parse(sender).stream())
                .anyMatch(sender -> ReportedAddress.isSameMailbox(sender, to));
    }
}
