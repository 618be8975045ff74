package telltale.doctor.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import telltale.doctor.Finding;
import telltale.model.Host;
import telltale.model.Outcome;
import telltale.smtp.SmtpProbe;

/** Says what a connection to the mail server shows. */
public final class SmtpCheck {
    private static final Duration EXPIRY_NOTICE = Duration.ofDays(14);

    private SmtpCheck() {}

    /**
     * The findings of a connection.
     *
     * @param server host and port
     * @param host the host alone
     */
    public static List<Finding> findings(String server, String host, SmtpProbe probe, Instant now) {
        Outcome failure = probe.failure();
        if (failure != null) {
            RelayFinding type = failure instanceof Outcome.Failed failed ? typeOf(failed) : RelayFinding.SMTP_REJECTED;
            return List.of(type.of(server, failure.detail()));
        }
        if (!probe.isEncrypted()) {
            RelayFinding type = new Host(host).isLoopback() ? RelayFinding.SMTP_LOCAL : RelayFinding.SMTP_CLEARTEXT;
            return List.of(type.of(server, "The connection has no TLS."));
        }
        return List.of(probe.certificates().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Comparator.naturalOrder())
                .map(expiry -> encrypted(server, expiry, now))
                .orElseGet(() -> RelayFinding.SMTP_OK.of(server, "The connection has TLS.")));
    }

    private static Finding encrypted(String server, Instant expiry, Instant now) {
        RelayFinding type = expiry.isBefore(now.plus(EXPIRY_NOTICE))
                ? RelayFinding.SMTP_CERTIFICATE_EXPIRING
                : RelayFinding.SMTP_OK;
        return type.of(server, "The certificates are valid until " + expiry + ".");
    }

    private static RelayFinding typeOf(Outcome.Failed failed) {
        return switch (failed.reason()) {
            case UNREACHABLE -> RelayFinding.SMTP_UNREACHABLE;
            case INSECURE -> RelayFinding.SMTP_TLS_FAILED;
            case CREDENTIALS -> RelayFinding.SMTP_LOGIN_REFUSED;
            case SENDER_REJECTED -> RelayFinding.SMTP_REJECTED;
            case TEMPORARY, INTERRUPTED, IN_DOUBT, UNSUPPORTED -> RelayFinding.SMTP_FAILED;
        };
    }
}
