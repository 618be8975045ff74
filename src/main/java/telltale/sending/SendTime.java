package telltale.sending;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.SendWindow;

/**
 * When a message is sent.
 *
 * @param from the first time, or null for now
 * @param window the hours in which it is sent, or null for all
 * @param zoneField the merge field with the recipient's own time zone for the window, or null if there is none
 */
public record SendTime(
        @Nullable Instant from,
        @Nullable SendWindow window,
        @Nullable String zoneField) {
    /** At once. */
    public static final SendTime NOW = new SendTime(null, null, null);

    /**
     * The hours for a recipient.
     *
     * @param data the recipient's merge data
     * @throws InvalidInputException if the data name no time zone where they should
     */
    @Nullable
    SendWindow window(Map<String, Object> data) {
        Object zone = zoneField == null ? null : data.get(zoneField);
        if (window == null || zone == null || zone.equals("")) {
            return window;
        }
        try {
            return new SendWindow(window.from(), window.to(), SendWindow.zone(zone.toString()));
        } catch (IllegalArgumentException noZone) {
            throw new InvalidInputException(
                    "data." + zoneField, "data." + zoneField + " is not a time zone such as Europe/Berlin");
        }
    }

    /** The time of the first attempt. */
    static Instant due(@Nullable Instant from, @Nullable SendWindow hours, Instant now) {
        Instant earliest = from != null && from.isAfter(now) ? from : now;
        return hours == null ? earliest : hours.next(earliest);
    }
}
