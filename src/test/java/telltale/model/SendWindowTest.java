package telltale.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendWindowTest {
    @ParameterizedTest
    @CsvSource({
        // within, before, after
        "09:00-18:00 Europe/Berlin, 2026-12-01T08:00:00Z, 2026-12-01T08:00:00Z",
        "09:00-18:00 Europe/Berlin, 2026-12-01T07:59:59Z, 2026-12-01T08:00:00Z",
        "09:00-18:00 Europe/Berlin, 2026-12-01T17:00:00Z, 2026-12-02T08:00:00Z",
        // over midnight
        "22:00-06:00 Europe/Berlin, 2026-12-01T21:30:00Z, 2026-12-01T21:30:00Z",
        "22:00-06:00 Europe/Berlin, 2026-12-01T04:30:00Z, 2026-12-01T04:30:00Z",
        "22:00-06:00 Europe/Berlin, 2026-12-01T05:00:00Z, 2026-12-01T21:00:00Z",
        // the clock changes between the closing and the opening: 2026-03-29 and 2026-10-25
        "09:00-18:00 Europe/Berlin, 2026-03-28T18:00:00Z, 2026-03-29T07:00:00Z",
        "09:00-18:00 Europe/Berlin, 2026-10-24T18:00:00Z, 2026-10-25T08:00:00Z",
        // 02:30 is skipped on 2026-03-29, and comes twice on 2026-10-25
        "02:30-05:00 Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:30:00Z",
        "02:30-05:00 Europe/Berlin, 2026-10-24T23:00:00Z, 2026-10-25T00:30:00Z",
        "02:30-05:00 Europe/Berlin, 2026-10-25T01:00:00Z, 2026-10-25T01:30:00Z"
    })
    void theNextTimeIsWithinTheHoursOfTheZone(String window, Instant at, Instant next) {
        assertEquals(next, SendWindow.parse(window).next(at));
    }

    @Test
    void aWindowIsWrittenAsItIsRead() {
        String text = "09:00-18:30 America/New_York";
        assertEquals(text, SendWindow.parse(text).toString());
    }

    @Test
    void timesAndZonesAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> SendWindow.time("25:00"));
        assertThrows(IllegalArgumentException.class, () -> SendWindow.zone("Mars/Olympus"));
        assertThrows(IllegalArgumentException.class, () -> SendWindow.parse("09:00-09:00 UTC"));
    }
}
