package telltale.message.calendar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/** A component of an iCalendar object with its properties and its inner components (RFC 5545 section 3.6). */
final class CalendarComponent {
    private final ContentLine begin;
    private final String name;
    private final List<ContentLine> properties = new ArrayList<>();
    private final List<CalendarComponent> components = new ArrayList<>();

    private CalendarComponent(ContentLine begin) {
        this.begin = begin;
        this.name = begin.value().strip().toUpperCase(Locale.ROOT);
    }

    /**
     * Parses an iCalendar object.
     *
     * @throws InvalidInputException naming the line at which a component is not ended, or is not expected
     */
    static CalendarComponent parse(List<ContentLine> lines) {
        CalendarComponent calendar = start(lines);
        Deque<CalendarComponent> open = new ArrayDeque<>(List.of(calendar));
        for (ContentLine line : lines.subList(1, lines.size())) {
            CalendarComponent inner = open.peek();
            if (inner == null) {
                throw line.error("nothing can follow END:VCALENDAR; a message has one iCalendar object");
            }
            switch (line.name()) {
                case "BEGIN" -> open.push(inner.add(line));
                case "END" -> open.remove().requireEnd(line);
                default -> inner.properties.add(line);
            }
        }
        if (!open.isEmpty()) {
            throw open.remove().begin.error("the component that begins here has no END");
        }
        return calendar;
    }

    private static CalendarComponent start(List<ContentLine> lines) {
        if (lines.isEmpty()) {
            throw ContentLine.error(1, "it must be BEGIN:VCALENDAR, but the text is empty");
        }
        ContentLine first = lines.get(0);
        if (!first.name().equals("BEGIN") || !first.hasValue("VCALENDAR")) {
            throw first.error("an iCalendar object begins with BEGIN:VCALENDAR");
        }
        return new CalendarComponent(first);
    }

    private CalendarComponent add(ContentLine line) {
        CalendarComponent inner = new CalendarComponent(line);
        components.add(inner);
        return inner;
    }

    private void requireEnd(ContentLine line) {
        if (!line.hasValue(name)) {
            throw line.error("it must be the END of the component that begins in line " + begin.number());
        }
    }

    /** The line that begins it. */
    ContentLine begin() {
        return begin;
    }

    /** Its name in upper case, such as {@code VEVENT}. */
    String name() {
        return name;
    }

    List<ContentLine> properties() {
        return Collections.unmodifiableList(properties);
    }

    /** The properties of a name. */
    List<ContentLine> properties(String property) {
        return properties.stream().filter(line -> line.name().equals(property)).toList();
    }

    /** The first property of a name, or null. */
    @Nullable
    ContentLine property(String property) {
        return properties(property).stream().findFirst().orElse(null);
    }

    List<CalendarComponent> components() {
        return Collections.unmodifiableList(components);
    }

    /** The inner components of a name. */
    List<CalendarComponent> components(String component) {
        return components.stream().filter(inner -> inner.name.equals(component)).toList();
    }

    /**
     * The only property of a name.
     *
     * @throws InvalidInputException naming the line if there is none, or more than one
     */
    ContentLine requireOne(String property, String source) {
        List<ContentLine> found = properties(property);
        if (found.isEmpty()) {
            throw begin.error("the " + name + " that begins here needs " + property + " (" + source + ")");
        }
        if (found.size() > 1) {
            throw found.get(1).error(property + " can be given only once in this component (" + source + ")");
        }
        return found.get(0);
    }
}
