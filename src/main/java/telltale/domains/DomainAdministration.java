package telltale.domains;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.doctor.Finding;
import telltale.doctor.Level;
import telltale.doctor.SenderSetup.Signing;
import telltale.doctor.dkim.DkimCheck;
import telltale.domains.DomainConflictException.Reason;
import telltale.model.BounceAddress;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.model.InvalidInputException;
import telltale.settings.DkimKey;
import telltale.settings.DkimSettings;
import telltale.store.SenderDomains;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/** Changes the domains of senders and their DKIM keys. */
public final class DomainAdministration {
    /** How long the record of a retired key stays published: longer than mail waits in the queues of servers. */
    public static final Duration OVERLAP = Duration.ofDays(7);

    private static final int MAX_DOMAINS = 500;
    private static final int MAX_KEYS = 10;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd").withZone(ZoneOffset.UTC);

    private final SenderDomains domains;
    private final KeyVault vault;
    private final Dns dns;
    private final Runnable changed;
    private final Clock clock;

    /**
     * @param dns asked anew each time
     * @param changed called after each change, so that it is in force on this node at once
     */
    public DomainAdministration(SenderDomains domains, KeyVault vault, Dns dns, Runnable changed, Clock clock) {
        this.domains = domains;
        this.vault = vault;
        this.dns = dns;
        this.changed = changed;
        this.clock = clock;
    }

    /** All domains, in alphabetical order. */
    public List<StoredDomain> list() {
        return domains.all();
    }

    /** A domain with its keys. */
    public Optional<StoredDomain> find(String domain) {
        return domains.find(domain);
    }

    /**
     * Stores a domain, or changes it.
     *
     * @param domain in ASCII and lower case
     * @param trackingUrl null for that of the settings
     * @param returnPath null for that of the settings
     * @param expected the version that is changed: 0 for none, null for any
     * @throws InvalidInputException if a URL or address is invalid, or there are too many domains
     * @throws DomainConflictException if there is another version
     */
    public StoredDomain put(
            String domain, @Nullable String trackingUrl, @Nullable String returnPath, @Nullable Integer expected)
            throws DomainConflictException {
        String base = trackingUrl == null ? null : trackingUrl(trackingUrl);
        if (returnPath != null) {
            checkReturnPath(returnPath);
        }
        if (domains.find(domain).isEmpty() && list().size() >= MAX_DOMAINS) {
            throw new InvalidInputException("domain", "there are " + MAX_DOMAINS + " domains; delete one first");
        }
        if (!domains.put(domain, base, returnPath, expected, now())) {
            throw changedMeanwhile();
        }
        changed.run();
        return domains.find(domain).orElseThrow(DomainAdministration::changedMeanwhile);
    }

    private static String trackingUrl(String text) {
        try {
            return TrackingUrl.parse(text).base();
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(
                    "trackingUrl",
                    "trackingUrl is invalid: " + invalid.getMessage()
                            + "; expected a public address such as https://click.example.com/app");
        }
    }

    private static void checkReturnPath(String text) {
        try {
            var unused = BounceAddress.parse(text);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException("returnPath", "returnPath is invalid: " + invalid.getMessage());
        }
    }

    /**
     * Deletes a domain with its keys.
     *
     * @param expected the version that is deleted, null for any
     * @return false if there is no such domain
     * @throws DomainConflictException if there is another version
     */
    public boolean delete(String domain, @Nullable Integer expected) throws DomainConflictException {
        boolean isDeleted = domains.delete(domain, expected);
        if (!isDeleted && domains.find(domain).isPresent()) {
            throw changedMeanwhile();
        }
        changed.run();
        return isDeleted;
    }

    /**
     * Generates a key, which does not sign yet.
     *
     * @param selector null for one with the day and the algorithm
     * @return empty if there is no such domain
     * @throws InvalidInputException if the selector is invalid or taken, or there are too many keys
     */
    public Optional<StoredKey> addKey(String domain, DkimAlgorithm algorithm, @Nullable String selector) {
        Optional<StoredDomain> found = domains.find(domain);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (found.get().keys().size() >= MAX_KEYS) {
            throw new InvalidInputException(
                    "algorithm", domain + " has " + MAX_KEYS + " keys; delete a retired one first");
        }
        Instant now = now();
        StoredKey key =
                vault.generate(selector == null ? freeSelector(found.get(), algorithm, now) : selector, algorithm, now);
        if (!domains.addKey(domain, key)) {
            throw new InvalidInputException(
                    "selector", "selector is that of another key; each key has a name of its own in the DNS");
        }
        changed.run();
        return Optional.of(key);
    }

    private static String freeSelector(StoredDomain domain, DkimAlgorithm algorithm, Instant now) {
        String first = "tt" + DAY.format(now) + "-" + algorithm.wireName();
        String free = first;
        for (int number = 2; domain.key(free).isPresent(); number++) {
            free = first + "-" + number;
        }
        return free;
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException with a message that states the error
     */
    public static String selector(String text) {
        return DkimSettings.selector(text);
    }

    /**
     * Lets a key sign, once its record is in the DNS; the one of its algorithm that did so far is retired.
     *
     * @param isForced whether it signs even if the DNS does not show its record
     * @return false if there is no such key that does not sign
     */
    public boolean promote(String domain, String selector, boolean isForced) throws DomainConflictException {
        Optional<StoredKey> key = domains.find(domain).flatMap(found -> found.key(selector));
        if (key.isEmpty() || key.get().state() == DkimKeyState.SIGNING) {
            return false;
        }
        if (!isForced) {
            requirePublished(domain, key.get());
        }
        boolean isPromoted = domains.sign(domain, selector, now());
        changed.run();
        return isPromoted;
    }

    private void requirePublished(String domain, StoredKey key) throws DomainConflictException {
        DkimKey own = vault.open(key)
                .orElseThrow(() -> new DomainConflictException(
                        Reason.NOT_PUBLISHED,
                        "The private key cannot be decrypted with the keys of this node. Generate another key."));
        for (Finding finding : DkimCheck.findings(new Signing(domain, key.selector(), own), dns)) {
            if (finding.level() == Level.ERROR || finding.level() == Level.UNKNOWN) {
                throw new DomainConflictException(
                        Reason.NOT_PUBLISHED,
                        finding.subject() + ": " + finding.type().explanation().meaning() + " " + finding.seen());
            }
        }
    }

    /** Retires a key that signs; returns false if there is no such key. */
    public boolean retire(String domain, String selector) {
        boolean isRetired = domains.retire(domain, selector, now());
        changed.run();
        return isRetired;
    }

    /**
     * Deletes a key that does not sign.
     *
     * @param isForced whether one that was retired lately is deleted
     * @return false if there is no such key
     */
    public boolean deleteKey(String domain, String selector, boolean isForced) throws DomainConflictException {
        Optional<StoredKey> key = domains.find(domain).flatMap(found -> found.key(selector));
        if (key.isEmpty()) {
            return false;
        }
        if (key.get().state() == DkimKeyState.SIGNING) {
            throw new DomainConflictException(Reason.IN_USE, "The key signs. Retire it first.");
        }
        Optional<Instant> end = publishedUntil(key.get());
        if (!isForced && end.isPresent() && now().isBefore(end.get())) {
            throw new DomainConflictException(
                    Reason.IN_USE,
                    "Mail that the key signed may be on its way until " + end.get()
                            + ", and its record must stay published so long.");
        }
        boolean isDeleted = domains.deleteKey(domain, selector, now());
        changed.run();
        return isDeleted;
    }

    /** Until when the record of a retired key stays published at least; empty for other keys. */
    public static Optional<Instant> publishedUntil(StoredKey key) {
        return key.state() == DkimKeyState.RETIRED ? Optional.of(key.changedAt().plus(OVERLAP)) : Optional.empty();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static DomainConflictException changedMeanwhile() {
        return new DomainConflictException(
                Reason.CHANGED_MEANWHILE, "The domain was changed or deleted meanwhile. Read it again.");
    }
}
