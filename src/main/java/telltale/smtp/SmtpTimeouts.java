package telltale.smtp;

import java.time.Duration;
import java.util.List;

/** How long a conversation waits for a server: jakarta.mail on its own would wait for ever. */
public record SmtpTimeouts(Duration connect, Duration read, Duration write) {
    public static final SmtpTimeouts DEFAULT =
            new SmtpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));

    public SmtpTimeouts {
        for (Duration timeout : List.of(connect, read, write)) {
            if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "an SMTP timeout is between one millisecond and 24 days, but this one is " + timeout);
            }
        }
    }
}
