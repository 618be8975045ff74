package telltale.app;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.message.ComplaintFields;
import telltale.message.ReturnPath;
import telltale.model.BounceAddress;
import telltale.model.ComplaintAddress;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;
import telltale.token.Tokens;

/**
 * The signed identifiers in mail.
 *
 * @param bounces where reports are sent, or null for the author of each mail
 * @param complaints where complaints are sent, or null for none
 */
record SignedReturnPath(
        Tokens tokens,
        ReturnTokens returnTokens,
        MessageIds messageIds,
        @Nullable BounceAddress bounces,
        @Nullable ComplaintAddress complaints)
        implements ReturnPath {
    @Override
    public String messageId(DeliveryId delivery) {
        return messageIds.of(delivery);
    }

    @Override
    public Optional<EmailAddress> sender(DeliveryId delivery, Instant firstAttempt) {
        return Optional.ofNullable(bounces)
                .map(address -> address.with(returnTokens.forReports(delivery, firstAttempt)));
    }

    @Override
    public Optional<EmailAddress> unsubscribe(DeliveryId delivery) {
        return Optional.ofNullable(bounces).map(address -> address.with(returnTokens.forUnsubscribe(delivery)));
    }

    @Override
    public Optional<ComplaintFields> complaints(DeliveryId delivery) {
        return Optional.ofNullable(complaints)
                .map(address -> new ComplaintFields(address, tokens.forComplaint(delivery)));
    }
}
