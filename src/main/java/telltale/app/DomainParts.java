package telltale.app;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.domains.DnsRecords;
import telltale.domains.DomainAdministration;
import telltale.domains.KeyVault;
import telltale.domains.SenderDirectory;
import telltale.domains.SenderDomain;
import telltale.message.SenderAddresses;
import telltale.message.TrackedMail;
import telltale.message.html.ClickUrls;
import telltale.model.BounceAddress;
import telltale.model.EmailAddress;
import telltale.model.Mailbox;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;

/** The domains of senders: what their mails have in place of the settings. */
final class DomainParts {
    private static final Duration DNS_TIMEOUT = Duration.ofSeconds(2);

    final SenderDirectory directory;
    final DomainAdministration administration;
    final DnsRecords records;

    private final Settings settings;
    private final RecordingParts recording;
    private final PixelAppearance appearance;

    DomainParts(
            Settings settings, RecordingParts recording, PixelAppearance appearance, Clock clock, Lifecycle lifecycle) {
        this.settings = settings;
        this.recording = recording;
        this.appearance = appearance;
        KeyVault vault = new KeyVault(recording.signing);
        directory = new SenderDirectory(recording.store.senderDomains(), vault, clock);
        Dns dns = DoctorParts.dns(settings, DNS_TIMEOUT);
        administration =
                new DomainAdministration(recording.store.senderDomains(), vault, dns, directory::refresh, clock);
        records = records(settings);
        lifecycle.schedule("sender-domains", Duration.ZERO, directory::step);
    }

    private static DnsRecords records(Settings settings) {
        PixelUrl pixelUrl = settings.pixelUrl();
        String host = settings.ehloName() != null
                ? settings.ehloName()
                : pixelUrl == null ? null : pixelUrl.host().name();
        return new DnsRecords(
                pixelUrl,
                settings.inbound().listener() == null ? null : host,
                settings.smtp() == null ? null : settings.smtp().host(),
                settings.bounces() != null);
    }

    /** The addresses in the mails of senders without a domain here. */
    SenderAddresses defaultAddresses(PixelUrl pixelUrl) {
        return addresses(pixelUrl, settings.bounces());
    }

    /** The addresses in the mails of a sender, by the domain of the author in ASCII; empty for those of the settings. */
    Function<String, Optional<SenderAddresses>> addresses(PixelUrl pixelUrl) {
        return domain -> directory.find(domain).map(own -> addresses(pixelUrl(own, pixelUrl), returnPath(own)));
    }

    private SenderAddresses addresses(PixelUrl pixelUrl, @Nullable BounceAddress bounces) {
        SignedReturnPath returnPath = new SignedReturnPath(
                recording.tokens,
                recording.returnTokens,
                recording.messageIds,
                bounces,
                settings.senderFields().complaints());
        return new SenderAddresses(
                appearance.tracking(pixelUrl, recording.hitTokens),
                PixelAppearance.recipientLinks(pixelUrl, recording.tokens),
                returnPath,
                pixelUrl.base() + "/privacy");
    }

    /** The tracked links in the mail of an author. */
    ClickUrls clicks(PixelUrl pixelUrl, Mailbox author, TrackedMail mail) {
        return PixelAppearance.clicks(pixelUrl(author, pixelUrl), recording.hitTokens)
                .apply(mail);
    }

    /** The tracked links on the web page of an author's message. */
    ClickUrls viewClicks(PixelUrl pixelUrl, Mailbox author, TrackedMail mail) {
        return PixelAppearance.viewClicks(pixelUrl(author, pixelUrl), recording.hitTokens)
                .apply(mail);
    }

    private PixelUrl pixelUrl(Mailbox author, PixelUrl otherwise) {
        return directory
                .find(author.address().asciiDomain())
                .map(own -> pixelUrl(own, otherwise))
                .orElse(otherwise);
    }

    /** The tracking URL of a domain, or that of the settings. */
    static PixelUrl pixelUrl(SenderDomain domain, PixelUrl otherwise) {
        return domain.pixelUrl() == null ? otherwise : domain.pixelUrl();
    }

    /** The return path of a domain, or that of the settings. */
    @Nullable
    BounceAddress returnPath(SenderDomain domain) {
        return domain.returnPath() == null ? settings.bounces() : domain.returnPath();
    }

    /** Whether mail to an address is mail that comes back. */
    boolean acceptsReports(EmailAddress address) {
        BounceAddress bounces = settings.bounces();
        return (bounces != null && bounces.accepts(address))
                || directory.all().stream()
                        .map(SenderDomain::returnPath)
                        .anyMatch(own -> own != null && own.accepts(address));
    }
}
