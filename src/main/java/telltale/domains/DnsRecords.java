package telltale.domains;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.doctor.spf.SpfCheck;
import telltale.domains.DnsRecord.Purpose;
import telltale.model.BounceAddress;
import telltale.model.EmailAddress;
import telltale.model.Host;
import telltale.settings.PixelUrl;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/**
 * The records that the owners of senders' domains publish.
 *
 * @param pixelUrl the tracking URL of the settings, whose host leads to this server; or null
 * @param inboundHost the host that accepts mail that comes back; null if it is read from mailboxes
 * @param relay the host of the mail server, or null
 * @param hasBounceAddress whether the settings have a return path for domains without one
 */
public record DnsRecords(
        @Nullable PixelUrl pixelUrl,
        @Nullable String inboundHost,
        @Nullable String relay,
        boolean hasBounceAddress) {
    /** All records of a domain. */
    public List<DnsRecord> of(StoredDomain domain) {
        List<DnsRecord> records = new ArrayList<>();
        tracking(domain).ifPresent(records::add);
        domain.keys().forEach(key -> records.add(of(domain.domain(), key)));
        BounceAddress returnPath = domain.returnPath() == null ? null : BounceAddress.parse(domain.returnPath());
        if (returnPath != null && returnPath.mailbox() == null) {
            records.add(new DnsRecord(
                    Purpose.RETURN_PATH,
                    ascii(returnPath),
                    "MX",
                    inboundHost == null ? null : "10 " + inboundHost + "."));
        }
        if (returnPath != null || !hasBounceAddress) {
            records.add(spf(returnPath == null ? domain.domain() : ascii(returnPath)));
        }
        return records;
    }

    private static String ascii(BounceAddress address) {
        return new EmailAddress("a", address.domain()).asciiDomain();
    }

    /** The record of a key (RFC 6376 section 3.6.1, RFC 8463 section 4). */
    static DnsRecord of(String domain, StoredKey key) {
        return new DnsRecord(
                Purpose.DKIM,
                key.selector() + "._domainkey." + domain,
                "TXT",
                "v=DKIM1; k=" + key.algorithm().wireName() + "; p=" + key.publicKey());
    }

    /** An alias of the host of the settings; not at the name of the domain itself, which has other records. */
    private Optional<DnsRecord> tracking(StoredDomain domain) {
        if (domain.trackingUrl() == null) {
            return Optional.empty();
        }
        Host host = TrackingUrl.parse(domain.trackingUrl()).host();
        PixelUrl own = pixelUrl;
        if (!host.isPublic() || (own != null && own.host().equals(host))) {
            return Optional.empty();
        }
        boolean canBeAlias = own != null
                && own.host().isPublic()
                && !isAddress(own.host())
                && !host.name().equals(domain.domain());
        return Optional.of(new DnsRecord(
                Purpose.TRACKING,
                host.name(),
                canBeAlias ? "CNAME" : "A",
                own != null && canBeAlias ? own.host().name() + "." : null));
    }

    private static boolean isAddress(Host host) {
        return host.name().startsWith("[") || host.name().matches("[0-9.]+");
    }

    private DnsRecord spf(String domain) {
        String relayTerm = relay == null ? null : SpfCheck.termFor(relay);
        return new DnsRecord(Purpose.SPF, domain, "TXT", relayTerm == null ? null : "v=spf1 " + relayTerm + " ~all");
    }
}
