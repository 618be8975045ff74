package telltale.message;

import java.util.List;
import telltale.message.mime.EncodedHeader;
import telltale.model.ComplaintAddress;

/**
 * The header fields of one copy that announce where complaints about it are sent (RFC 9477).
 *
 * @param feedbackId identifies the delivery; signed, so that nobody else can complain in the recipient's name (section
 *     6.3), and without the recipient's address
 */
public record ComplaintFields(ComplaintAddress address, String feedbackId) {
    /**
     * The fields in order; none if mailbox providers would not use the address.
     *
     * @param authorDomain the domain of the From field, in ASCII and lower case
     */
    List<EncodedHeader> headers(String authorDomain) {
        return address.isAlignedWith(authorDomain)
                ? List.of(
                        new EncodedHeader(
                                "CFBL-Address", List.of(address.address().wireForm() + ";", "report=arf")),
                        EncodedHeader.of("CFBL-Feedback-ID", feedbackId))
                : List.of();
    }
}
