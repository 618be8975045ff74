package telltale.app;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Role;
import telltale.sending.Submission;
import telltale.settings.Settings;
import telltale.settings.SubmissionSettings;
import telltale.submission.SubmissionListener;
import telltale.submission.SubmissionMetrics;
import telltale.submission.SubmissionRefusedException;
import telltale.submission.Submitter;
import telltale.submission.Submitters;
import telltale.web.gate.RequestLimits;
import telltale.web.http.Access;
import telltale.web.http.ClientAddress;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/** The listener that accepts mail of other programs by SMTP, if there is a port for it. */
final class SubmissionParts {
    private static final Logger log = LoggerFactory.getLogger(SubmissionParts.class);

    private SubmissionParts() {}

    static void open(
            Settings settings, Access access, Submission submission, Lifecycle lifecycle, PrometheusRegistry registry) {
        SubmissionSettings place = settings.submission();
        if (place == null) {
            return;
        }
        try {
            SubmissionListener listener = lifecycle.closeLater(new SubmissionListener(
                    place,
                    settings.ehloName() == null ? "telltale" : settings.ehloName(),
                    new SubmissionListener.Limits(
                            settings.outbox().maxMessageSize(),
                            settings.outbox().maxRecipients()),
                    settings.home().resolve("submission"),
                    submission,
                    new KeyHolders(
                            access,
                            new RequestLimits(
                                    settings.access().requestsPerMinute(),
                                    new ClientAddress(settings.trustedProxies())))));
            SubmissionMetrics.register(registry, listener.counts());
            lifecycle.startLater(() -> {
                listener.start();
                log.info(
                        "Programs can submit mail by SMTP at {}:{}, {}.",
                        place.address(),
                        listener.port(),
                        encryption(place));
            });
        } catch (UncheckedIOException explained) {
            throw new StartupException(String.valueOf(explained.getMessage()), explained);
        }
    }

    private static String encryption(SubmissionSettings place) {
        if (place.certificate() == null) {
            return "on this machine only, because there is no certificate";
        }
        return place.isImplicitTls() ? "by TLS" : "by STARTTLS";
    }

    /** The holders of API keys that can only send. */
    private record KeyHolders(Access access, RequestLimits limits) implements Submitters {
        @Override
        public Submitter identify(String key, InetAddress client) throws SubmissionRefusedException {
            Optional<Identity> known;
            try {
                known = access.identify(key, client);
            } catch (ProblemException refused) {
                throw refusal(refused.problem());
            }
            @Nullable Identity identity = known.orElse(null);
            if (identity == null || identity.role() != Role.SEND) {
                throw new SubmissionRefusedException(
                        535,
                        "5.7.8",
                        identity == null
                                ? "the password is no API key"
                                : "the password must be an API key with the role send");
            }
            if (!identity.isCurrent()) {
                throw new SubmissionRefusedException(454, "4.7.0", "the key cannot be checked; try again later");
            }
            return new Submitter(identity.name(), identity.limits());
        }

        private static SubmissionRefusedException refusal(Problem problem) {
            return problem.type() == Problem.Type.DATABASE_UNAVAILABLE
                    ? new SubmissionRefusedException(454, "4.7.0", problem.detail())
                    : new SubmissionRefusedException(535, "5.7.8", problem.detail());
        }

        @Override
        public void count(Submitter submitter) throws SubmissionRefusedException {
            if (!limits.permits(submitter.name())) {
                throw new SubmissionRefusedException(
                        451, "4.7.1", "the key submits too many mails a minute (TELLTALE_API_RATE); try again later");
            }
        }
    }
}
