package telltale.message.calendar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;

/** An iCalendar object with a method, such as an invitation to an event or its cancellation (RFC 5546). */
public final class CalendarObject {
    private final List<ContentLine> lines;
    private final CalendarComponent calendar;
    private final CalendarMethod method;

    private CalendarObject(List<ContentLine> lines) {
        this.lines = lines;
        this.calendar = CalendarComponent.parse(lines);
        this.method = method(calendar.requireOne("METHOD", "RFC 6047 section 2.4"));
    }

    /**
     * Parses an object, without checking its properties.
     *
     * @param text in lines ended by CRLF or LF, folded or not
     * @throws InvalidInputException for the field {@code calendar}, naming the first line that is not valid
     */
    public static CalendarObject parse(String text) {
        return new CalendarObject(ContentLines.parse(text));
    }

    private static CalendarMethod method(ContentLine line) {
        return Arrays.stream(CalendarMethod.values())
                .filter(known -> line.hasValue(known.name()))
                .findFirst()
                .orElseThrow(() -> line.error("METHOD must be one of "
                        + String.join(
                                ", ",
                                Stream.of(CalendarMethod.values())
                                        .map(Enum::name)
                                        .toList())));
    }

    /**
     * Checks the object against the rules of its method.
     *
     * @return this object
     * @throws InvalidInputException for the field {@code calendar}, naming the line and the rule
     */
    public CalendarObject check() {
        new CalendarRules(calendar, method).check(lines);
        return this;
    }

    /** The method in upper case, such as {@code REQUEST}. */
    public String method() {
        return method.name();
    }

    /** The text, with lines of at most 75 octets that end with CRLF (RFC 5545 section 3.1). */
    public String text() {
        return ContentLines.fold(lines);
    }

    /** The warning about a sender who is not the person that sends such objects, if any (RFC 5546 section 1.4). */
    public Optional<String> senderWarning(EmailAddress from) {
        String role = method.isFromOrganizer() ? "ORGANIZER" : "ATTENDEE";
        return addresses(role).anyMatch(address -> CalendarAddress.isSame(address, from))
                ? Optional.empty()
                : Optional.of(
                        "The " + role + " in calendar is not the sender (from): some mail clients do not trust such"
                                + " an object, and answers to it go to the ORGANIZER.");
    }

    /** The warning about a recipient who is not invited, if any. */
    public Optional<String> recipientWarning(EmailAddress recipient) {
        return !method.addressesAttendees()
                        || addresses("ATTENDEE").anyMatch(address -> CalendarAddress.isSame(address, recipient))
                ? Optional.empty()
                : Optional.of(
                        "The recipient is not an ATTENDEE in calendar: mail clients then offer no way to respond.");
    }

    /** The addresses in the properties of that name, and of those who act for them (RFC 5545 section 3.2.18). */
    private Stream<EmailAddress> addresses(String property) {
        List<String> uris = new ArrayList<>();
        for (CalendarComponent event : calendar.components("VEVENT")) {
            event.properties(property).forEach(line -> {
                uris.add(line.value());
                uris.addAll(line.parameters().getOrDefault("SENT-BY", List.of()));
            });
        }
        return uris.stream().map(CalendarAddress::find).flatMap(Optional::stream);
    }
}
