package telltale.domains;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.dkim.DkimSigner;
import telltale.domains.SenderDomain.OwnKey;
import telltale.model.BounceAddress;
import telltale.model.DkimKeyState;
import telltale.settings.DkimKey;
import telltale.store.SenderDomains;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/**
 * A copy of all sender domains in memory, read again every few seconds, so that composing a mail never asks the database. A change
 * is in force on every node when its copy is read again.
 */
public final class SenderDirectory {
    private static final Logger log = LoggerFactory.getLogger(SenderDirectory.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final SenderDomains stored;
    private final KeyVault vault;
    private final Clock clock;
    private volatile @Nullable Map<String, SenderDomain> copy;

    public SenderDirectory(SenderDomains stored, KeyVault vault, Clock clock) {
        this.stored = stored;
        this.vault = vault;
        this.clock = clock;
    }

    /**
     * Reads all domains again.
     *
     * @throws telltale.store.StoreUnavailableException if the database is unavailable; the copy stays
     */
    public synchronized void refresh() {
        Map<String, SenderDomain> before = copy;
        Map<String, SenderDomain> read = new TreeMap<>();
        for (StoredDomain domain : stored.all()) {
            SenderDomain known = before == null ? null : before.get(domain.domain());
            read.put(domain.domain(), known != null && known.stored().equals(domain) ? known : opened(domain));
        }
        copy = read;
    }

    /** A step of the background task that keeps the copy current; returns the pause before the next one. */
    public Duration step() {
        refresh();
        return INTERVAL;
    }

    /**
     * Finds the domain of a sender.
     *
     * @param domain in ASCII and lower case
     * @throws telltale.store.StoreUnavailableException if no copy was ever read, and the database is unavailable
     */
    public Optional<SenderDomain> find(String domain) {
        return Optional.ofNullable(current().get(domain));
    }

    /** All domains, in alphabetical order, with the exception of {@link #find}. */
    public List<SenderDomain> all() {
        return List.copyOf(current().values());
    }

    private Map<String, SenderDomain> current() {
        Map<String, SenderDomain> known = copy;
        if (known != null) {
            return known;
        }
        refresh();
        return current();
    }

    private SenderDomain opened(StoredDomain domain) {
        List<OwnKey> keys = domain.keys().stream()
                .map(key -> new OwnKey(key, vault.open(key)))
                .toList();
        keys.stream()
                .filter(key -> key.key().isEmpty())
                .forEach(key -> log.warn(
                        "The private DKIM key {} of {} cannot be decrypted with the keys of this node.",
                        key.stored().selector(),
                        domain.domain()));
        String trackingUrl = domain.trackingUrl();
        String returnPath = domain.returnPath();
        return new SenderDomain(
                domain,
                trackingUrl == null ? null : TrackingUrl.parse(trackingUrl),
                returnPath == null ? null : BounceAddress.parse(returnPath),
                keys,
                keys.stream()
                        .filter(key -> key.stored().state() == DkimKeyState.SIGNING)
                        .sorted(Comparator.comparing(key -> key.stored().algorithm()))
                        .flatMap(key -> key.key().stream().map(own -> signer(domain.domain(), key.stored(), own)))
                        .toList());
    }

    private DkimSigner signer(String domain, StoredKey key, DkimKey own) {
        return new DkimSigner(own, key.selector(), domain, clock);
    }
}
