package telltale.doctor.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.doctor.Finding;
import telltale.judging.ConsumerDomains;
import telltale.model.Host;
import telltale.settings.DashboardUrl;
import telltale.settings.PixelUrl;

/**
 * Checks settings by themselves.
 *
 * @param fromDomains the domains of senders, in ASCII
 * @param accountDomains those that the mail server in use may send for although anyone has a mailbox there;
 *     null if it is not known
 */
public record SettingsCheck(
        @Nullable PixelUrl pixelUrl,
        @Nullable DashboardUrl dashboardUrl,
        List<String> fromDomains,
        @Nullable Set<String> accountDomains) {
    private static final String FROM = "Mail is sent from this domain.";

    /** Checks each setting. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        findings.add(pixel());
        if (dashboardUrl != null && !dashboardUrl.isEncrypted() && isPublic(dashboardUrl)) {
            findings.add(HostFinding.DASHBOARD_HTTP.of(
                    "TELLTALE_URL", dashboardUrl.uri().toString()));
        }
        if (fromDomains.isEmpty()) {
            findings.add(HostFinding.FROM_MISSING.of("EMAIL_FROM", "It is not set, and EMAIL_USER is no address."));
        }
        fromDomains.stream()
                .filter(domain -> !new Host(domain).isPublic())
                .forEach(domain -> findings.add(HostFinding.FROM_LOCAL.of(domain, FROM)));
        fromDomains.stream()
                .filter(this::isConsumer)
                .forEach(domain -> findings.add(HostFinding.FROM_CONSUMER.of(domain, FROM)));
        return findings;
    }

    private boolean isConsumer(String domain) {
        return accountDomains != null
                && !accountDomains.contains(domain)
                && ConsumerDomains.builtIn().contains(domain);
    }

    private static boolean isPublic(DashboardUrl url) {
        return new Host(url.uri().getHost()).isPublic();
    }

    private Finding pixel() {
        if (pixelUrl == null) {
            return HostFinding.PIXEL_URL_MISSING.of("PIXEL_URL", "It is not set.");
        }
        String seen = pixelUrl.uri().toString();
        if (!pixelUrl.host().isPublic()) {
            return HostFinding.PIXEL_URL_PRIVATE.of("PIXEL_URL", seen);
        }
        return (pixelUrl.isEncrypted() ? HostFinding.PIXEL_URL_OK : HostFinding.PIXEL_URL_HTTP).of("PIXEL_URL", seen);
    }
}
