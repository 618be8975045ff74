package telltale.inbound;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.FailureReason;

/**
 * What a report says about one recipient. Fields that the report lacks are empty texts.
 *
 * @param address the addresses of the recipient
 * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed} or {@code expanded} (RFC 3464 section 2.3.3)
 * @param status the enhanced status code of the remote server's reply, or else of the report
 * @param diagnostic what was said, in one line
 * @param remoteServer the server that said it
 * @param reason why the delivery failed or is delayed, or null if it succeeded
 * @param rules the ids of the rules that determined the reason
 */
public record RecipientReport(
        Address address,
        String action,
        String status,
        String diagnostic,
        String remoteServer,
        @Nullable FailureReason reason,
        List<String> rules) {
    public RecipientReport {
        rules = List.copyOf(rules);
    }

    /** A recipient who is named, and nothing else. */
    static RecipientReport named(String address) {
        return new RecipientReport(new Address(address, ""), "", "", "", "", null, List.of());
    }

    /** This report with another action. */
    RecipientReport withAction(String other) {
        return new RecipientReport(address, other, status, diagnostic, remoteServer, reason, rules);
    }

    /**
     * The addresses by which a report names a recipient. None of them proves which address the message was sent to: an alias, a
     * forwarder or a script may have changed it.
     *
     * @param last the address at which the delivery was attempted (Final-Recipient, RFC 3464 section 2.3.2)
     * @param original the address that the sender specified (Original-Recipient, RFC 3464 section 2.3.1)
     */
    public record Address(String last, String original) {
        /** The original address if it is known. */
        public String preferred() {
            return original.isEmpty() ? last : original;
        }
    }
}
