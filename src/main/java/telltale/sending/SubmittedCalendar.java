package telltale.sending;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.message.CalendarTemplate;
import telltale.message.PreparedMessage;
import telltale.message.Recipient;
import telltale.message.calendar.CalendarObject;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;

/** The iCalendar object of a message that is being submitted, if it has one: checked once, or for each recipient. */
public final class SubmittedCalendar {
    private final EmailAddress from;
    private final @Nullable CalendarTemplate template;
    private final @Nullable CalendarObject shared;

    /** @throws InvalidInputException if the object is the same for all recipients and not valid */
    SubmittedCalendar(PreparedMessage message) {
        this.from = message.content().from().address();
        this.template = message.calendar();
        this.shared = template == null || !template.isShared()
                ? null
                : template.render(Map.of()).check();
    }

    /**
     * Checks the object of one recipient.
     *
     * @throws InvalidInputException naming the line and the rule
     */
    void check(Recipient recipient) {
        if (template != null && shared == null) {
            template.render(recipient.data()).check();
        }
    }

    /** Sentences for the sender about the object that all recipients get. */
    public List<String> warnings() {
        return shared == null ? List.of() : shared.senderWarning(from).stream().toList();
    }

    /** Sentences for the sender about the object that one recipient gets. */
    public List<String> warnings(Recipient recipient) {
        if (template == null) {
            return List.of();
        }
        CalendarObject object = shared != null ? shared : template.render(recipient.data());
        Optional<String> sender = shared != null ? Optional.empty() : object.senderWarning(from);
        Optional<String> invitee = object.recipientWarning(recipient.mailbox().address());
        return Stream.of(sender, invitee).flatMap(Optional::stream).toList();
    }
}
