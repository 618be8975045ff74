package telltale.reports;

import telltale.message.MessageContentFormat;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.store.Messages;

/** Finds the author of a delivery: the address in From of its message, as long as the content is stored. */
public final class AuthorAddress {
    private final Messages messages;
    private final EmailAddress otherwise;

    /** @param otherwise the author of messages whose content is not stored */
    public AuthorAddress(Messages messages, EmailAddress otherwise) {
        this.messages = messages;
        this.otherwise = otherwise;
    }

    /** The author of a delivery. */
    public EmailAddress of(DeliveryId delivery) {
        return messages.copy(delivery)
                .flatMap(copy -> messages.message(copy.message()))
                .map(message -> MessageContentFormat.readContent(message.content(), message.attachments()))
                .map(content -> content.from().address())
                .orElse(otherwise);
    }
}
