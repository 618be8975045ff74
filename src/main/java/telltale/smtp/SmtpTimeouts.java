package telltale.smtp;

import java.time.Duration;
import java.util.List;

/** The timeouts of an SMTP conversation; the default of jakarta.mail is infinite. */
public record SmtpTimeouts(Duration connect, Duration read, Duration write) {
    public static final SmtpTimeouts DEFAULT =
            new SmtpTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30));

    public SmtpTimeouts {
        for (Duration timeout : List.of(connect, read, write)) {
            if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "an SMTP timeout must be between 1 millisecond and 24 days, but is " + timeout);
            }
        }
    }
}
