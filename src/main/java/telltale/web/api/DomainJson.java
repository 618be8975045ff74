package telltale.web.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.domains.DnsRecord;
import telltale.domains.DnsRecords;
import telltale.domains.DomainAdministration;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/** The JSON of a sender's domain. */
record DomainJson(
        String domain,
        @Nullable String trackingUrl,
        @Nullable String returnPath,
        int version,
        Instant changedAt,
        List<KeyJson> keys,
        List<RecordJson> records) {
    static DomainJson of(StoredDomain domain, DnsRecords records) {
        return new DomainJson(
                domain.domain(),
                domain.trackingUrl(),
                domain.returnPath(),
                domain.version(),
                domain.changedAt(),
                domain.keys().stream().map(KeyJson::of).toList(),
                records.of(domain).stream().map(RecordJson::of).toList());
    }

    static Page page(Slice<StoredDomain> slice, DnsRecords records) {
        return new Page(
                slice.items().stream().map(domain -> of(domain, records)).toList(), slice.next());
    }

    /** A page of domains. */
    record Page(List<DomainJson> domains, @Nullable String next) {}

    /** @param publishedUntil until when the record of a retired key stays published at least; null for other keys */
    record KeyJson(
            String selector,
            String algorithm,
            String state,
            Instant createdAt,
            Instant changedAt,
            @Nullable Instant publishedUntil) {
        static KeyJson of(StoredKey key) {
            return new KeyJson(
                    key.selector(),
                    key.algorithm().wireName(),
                    key.state().wireName(),
                    key.createdAt(),
                    key.changedAt(),
                    DomainAdministration.publishedUntil(key).orElse(null));
        }
    }

    /**
     * @param value the content as in a zone file; null if only the owner knows it
     * @param text the content as the forms of DNS providers take it
     */
    record RecordJson(
            String purpose,
            String name,
            String type,
            @Nullable String value,
            @Nullable String text) {
        static RecordJson of(DnsRecord published) {
            return new RecordJson(
                    published.purpose().wireName(),
                    published.name(),
                    published.type(),
                    published.value(),
                    published.text());
        }
    }
}
