package telltale.doctor.relay;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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
        List<Finding> findings = new ArrayList<>();
        Optional<X509Certificate> first =
                probe.certificates().stream().min(Comparator.comparing(X509Certificate::getNotAfter));
        if (first.isEmpty() && !new Host(host).isLoopback()) {
            findings.add(RelayFinding.SMTP_CLEARTEXT.of(server, "The connection has no TLS."));
        }
        first.map(certificate -> certificate.getNotAfter().toInstant())
                .filter(expiry -> expiry.isBefore(now.plus(EXPIRY_NOTICE)))
                .ifPresent(expiry -> findings.add(
                        RelayFinding.SMTP_CERTIFICATE_EXPIRING.of(server, "It is valid until " + expiry + ".")));
        if (findings.isEmpty()) {
            findings.add(RelayFinding.SMTP_OK.of(
                    server,
                    first.map(certificate -> "The certificates are valid until "
                                    + certificate.getNotAfter().toInstant() + ".")
                            .orElse("The connection has no TLS, and the server is this machine.")));
        }
        return findings;
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
