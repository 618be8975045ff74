package telltale.doctor.domains;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.doctor.Check;
import telltale.doctor.Finding;
import telltale.doctor.Level;
import telltale.doctor.SenderSetup;
import telltale.doctor.SenderSetup.Signing;
import telltale.doctor.dkim.DkimCheck;
import telltale.doctor.dmarc.DmarcCheck;
import telltale.doctor.mx.MxCheck;
import telltale.doctor.spf.SpfCheck;
import telltale.domains.DomainAdministration;
import telltale.domains.SenderDomain;
import telltale.domains.SenderDomain.OwnKey;
import telltale.model.BounceAddress;
import telltale.model.DkimKeyState;
import telltale.model.EmailAddress;
import telltale.settings.PixelUrl;

/** Checks the tracking host, the keys and the return path of each sender's domain as it sends mail. */
public final class DomainsCheck {
    private final List<SenderDomain> domains;
    private final SenderSetup otherwise;
    private final Dns dns;
    private final Function<PixelUrl, Check.Work> tracking;
    private final Clock clock;

    /**
     * @param otherwise what holds for domains without a key or return path of their own
     * @param tracking the check of a tracking URL
     */
    public DomainsCheck(
            List<SenderDomain> domains,
            SenderSetup otherwise,
            Dns dns,
            Function<PixelUrl, Check.Work> tracking,
            Clock clock) {
        this.domains = List.copyOf(domains);
        this.otherwise = otherwise;
        this.dns = dns;
        this.tracking = tracking;
        this.clock = clock;
    }

    /** Checks each domain. */
    public List<Finding> run() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        for (SenderDomain domain : domains) {
            findings.addAll(check(domain));
        }
        return findings;
    }

    private List<Finding> check(SenderDomain domain) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        if (domain.pixelUrl() != null) {
            findings.addAll(tracking.apply(domain.pixelUrl()).run());
        }
        List<Signing> signing = new ArrayList<>();
        for (OwnKey key : domain.keys()) {
            if (key.key().isEmpty()) {
                findings.add(DomainFinding.DOMAIN_KEY_UNREADABLE.of(
                        name(domain, key), "It is " + key.stored().state().wireName() + "."));
            } else {
                Signing own = new Signing(
                        domain.name(), key.stored().selector(), key.key().get());
                if (key.stored().state() == DkimKeyState.SIGNING) {
                    signing.add(own);
                }
                findings.addAll(check(domain, key, DkimCheck.findings(own, dns)));
            }
        }
        SenderSetup setup = new SenderSetup(
                List.of(domain.name()),
                bounceDomain(domain.returnPath()),
                otherwise.relay(),
                signing.isEmpty() ? otherwise.dkim() : signing.get(0));
        findings.addAll(new SpfCheck(setup, dns).run());
        findings.addAll(new DmarcCheck(setup, dns).run());
        findings.addAll(new MxCheck(setup, dns).run());
        return findings;
    }

    private List<Finding> check(SenderDomain domain, OwnKey key, List<Finding> published) {
        Optional<Finding> problem = published.stream()
                .filter(finding -> finding.level() == Level.ERROR || finding.level() == Level.UNKNOWN)
                .findFirst();
        String name = name(domain, key);
        return switch (key.stored().state()) {
            case SIGNING -> published;
            case WAITING ->
                List.of(problem.map(seen -> DomainFinding.DOMAIN_KEY_UNPUBLISHED.of(name, seen.seen()))
                        .orElseGet(() -> DomainFinding.DOMAIN_KEY_WAITING.of(name, "The DNS shows it.")));
            case RETIRED ->
                problem.filter(seen -> isNeeded(key))
                        .map(seen -> List.of(DomainFinding.DOMAIN_KEY_RETIRED_TOO_EARLY.of(name, seen.seen())))
                        .orElse(List.of());
        };
    }

    /** Whether mail that a retired key signed may be on its way. */
    private boolean isNeeded(OwnKey key) {
        Instant now = clock.instant();
        return DomainAdministration.publishedUntil(key.stored())
                .filter(now::isBefore)
                .isPresent();
    }

    private static String name(SenderDomain domain, OwnKey key) {
        return key.stored().selector() + "._domainkey." + domain.name();
    }

    private @Nullable String bounceDomain(@Nullable BounceAddress returnPath) {
        return returnPath == null ? otherwise.bounceDomain() : new EmailAddress("a", returnPath.domain()).asciiDomain();
    }
}
