package telltale.message;

import com.samskivert.mustache.Mustache;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.message.calendar.CalendarEscaping;
import telltale.message.calendar.CalendarObject;
import telltale.message.mime.Attachments;
import telltale.model.InvalidInputException;

/** The iCalendar object of a message, which is a template if the other texts are. */
public final class CalendarTemplate {
    private static final Mustache.Compiler COMPILER = MessageTemplate.PLAIN.withEscaper(CalendarEscaping::mark);

    private final TemplateField field;

    private CalendarTemplate(TemplateField field) {
        this.field = field;
    }

    /**
     * The object of a message, or null if it has none.
     *
     * @throws InvalidInputException if it is a malformed template
     */
    static @Nullable CalendarTemplate of(MessageContent content) {
        String calendar = content.calendar();
        return calendar == null
                ? null
                : new CalendarTemplate(TemplateField.of("calendar", calendar, content.template() ? COMPILER : null));
    }

    /** Whether it is the same for all recipients. */
    public boolean isShared() {
        return field.template() == null;
    }

    /**
     * The object for one recipient, not checked.
     *
     * @throws InvalidInputException naming the missing variable, or the first line that is not valid
     */
    public CalendarObject render(Map<String, Object> data) {
        String rendered = field.render(data);
        return CalendarObject.parse(isShared() ? rendered : CalendarEscaping.escape(rendered));
    }

    /** Adds the object for one recipient to a message's attachments. */
    Attachments addTo(Attachments attachments, Map<String, Object> data) {
        CalendarObject object = render(data);
        return attachments.withCalendar(object.method(), object.text());
    }
}
