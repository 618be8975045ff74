package telltale.app;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import telltale.settings.Secret;
import telltale.store.SharedSecrets;
import telltale.store.SharedSecrets.SharedSecret;
import telltale.token.AuditMac;
import telltale.token.CertificateMac;
import telltale.token.KeyRing;
import telltale.token.PersonKeys;
import telltale.web.http.Access;

/**
 * The keys of this node: those that sign tokens, and the API keys. They are in the home folder, where the first start
 * generates them. Nodes on one database have the same keys: the database stores them, and each home has a copy for when
 * the database is unavailable.
 */
public final class NodeKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SIGNING = "signing.";
    private static final String PEPPER = "pepper";
    private static final int FINGERPRINT_BYTES = 16;

    private final HomeFolder home;
    private final @Nullable Secret secret;
    private final List<String> files;
    private final KeyRing signing = new KeyRing();
    private final KeyRing pepper = new KeyRing();
    private final PersonKeys persons = new PersonKeys(pepper);
    private final AuditMac auditMac = new AuditMac(pepper);
    private final CertificateMac certificateMac = new CertificateMac(pepper);
    private final Access access = new Access();

    /**
     * @param secret the configured secret (TELLTALE_SECRET), from which signing keys are derived; null for the keys in the
     *     home
     * @param withTrackKey whether there is a key that can only send
     */
    public NodeKeys(HomeFolder home, @Nullable Secret secret, boolean withTrackKey) {
        this.home = home;
        this.secret = secret;
        this.files = withTrackKey ? List.of(HomeFolder.ADMIN_KEY, HomeFolder.TRACK_KEY) : List.of(HomeFolder.ADMIN_KEY);
    }

    /** The keys that sign and verify tokens; empty until keys are loaded. */
    KeyRing signing() {
        return signing;
    }

    /** Derives person keys from addresses; unusable until keys are loaded. */
    PersonKeys persons() {
        return persons;
    }

    /** Computes the hashes of the audit log; unusable until keys are loaded. */
    AuditMac auditMac() {
        return auditMac;
    }

    /** Signs certificates of erasures; unusable until keys are loaded. */
    CertificateMac certificateMac() {
        return certificateMac;
    }

    /** The API keys; access is refused until keys are loaded. */
    Access access() {
        return access;
    }

    /** Loads the keys in the home and generates none, because another node may have generated them already. */
    void load() {
        adopt(local());
    }

    /** Loads the keys in the home, and generates missing ones. */
    void loadOrGenerate() {
        Map<String, String> all = local();
        all.putAll(generateMissing(all));
        persist(all);
        adopt(all);
    }

    /**
     * Adopts the keys that all nodes share, and adds missing ones.
     *
     * @throws IllegalStateException with instructions, if this node has different keys
     */
    public void share(SharedSecrets shared) {
        Map<String, String> own = local();
        Map<String, SharedSecret> known = shared.share(there -> missing(there, own));
        Map<String, String> all = new TreeMap<>(own);
        known.forEach((name, one) -> {
            if (one.value() != null) {
                all.put(name, one.value());
            }
        });
        persist(all);
        adopt(all);
    }

    private Map<String, SharedSecret> missing(Map<String, SharedSecret> there, Map<String, String> own) {
        there.forEach((name, one) -> requireSame(name, one, own.get(name)));
        if (secret != null && there.keySet().stream().anyMatch(name -> isSigning(name) && !own.containsKey(name))) {
            throw new IllegalStateException("The other nodes use signing keys from the database instead of"
                    + " TELLTALE_SECRET. Remove TELLTALE_SECRET from this node.");
        }
        Map<String, String> all = new TreeMap<>(own);
        there.keySet().forEach(name -> all.putIfAbsent(name, ""));
        Map<String, String> added = new TreeMap<>(own);
        added.putAll(generateMissing(all));
        added.keySet().removeAll(there.keySet());
        Map<String, SharedSecret> result = new HashMap<>();
        added.forEach((name, value) ->
                result.put(name, new SharedSecret(isFromSetting(name) ? null : value, fingerprint(value))));
        return result;
    }

    private void requireSame(String name, SharedSecret there, @Nullable String own) {
        if (own == null && there.value() == null) {
            throw new IllegalStateException(
                    "The other nodes use TELLTALE_SECRET. Set it to the same value on this node.");
        }
        if (own != null && !there.fingerprint().equals(fingerprint(own))) {
            String where = isFromSetting(name)
                    ? "TELLTALE_SECRET is different"
                    : "The file " + home.file(files.contains(name) ? name : HomeFolder.SECRET) + " has a different "
                            + name;
            throw new IllegalStateException(where + " than the other nodes, so this node could not verify their tokens."
                    + " Copy it from the home of another node and restart. If this node has the correct one,"
                    + " delete the row '" + name + "' of the table telltale.secrets first.");
        }
    }

    /** The keys of the home or the setting, by name. */
    private Map<String, String> local() {
        Map<String, String> own = new TreeMap<>(home.secrets());
        if (secret == null && home.hasSecrets() && own.keySet().stream().noneMatch(NodeKeys::isSigning)) {
            throw damaged("it has no signing key, as after a full disk", null);
        }
        if (secret != null) {
            own.keySet().removeIf(name -> isSigning(name) || name.equals(PEPPER));
            own.put(SIGNING + 0, derive(secret.reveal(), "telltale signing"));
            own.put(PEPPER, derive(secret.reveal(), "telltale pepper"));
        }
        files.forEach(file -> home.key(file).ifPresent(key -> own.put(file, key)));
        return own;
    }

    /** New keys for those that every node needs and that are not in {@code existing}. */
    private Map<String, String> generateMissing(Map<String, String> existing) {
        Map<String, String> made = new TreeMap<>();
        files.stream().filter(file -> !existing.containsKey(file)).forEach(file -> made.put(file, HomeFolder.newKey()));
        if (existing.keySet().stream().noneMatch(NodeKeys::isSigning)) {
            made.put(SIGNING + 1, HomeFolder.newKey());
        }
        if (!existing.containsKey(PEPPER)) {
            made.put(PEPPER, HomeFolder.newKey());
        }
        return made;
    }

    /** Writes keys into the home that it does not have. */
    private void persist(Map<String, String> all) {
        for (String file : files) {
            String key = all.get(file);
            if (key != null && home.key(file).isEmpty()) {
                home.writeKey(file, key);
            }
        }
        Map<String, String> lines = home.secrets();
        Map<String, String> more = new TreeMap<>(all);
        more.keySet().removeIf(name -> name.endsWith(HomeFolder.ADMIN_KEY) || isFromSetting(name));
        more.keySet().removeAll(lines.keySet());
        if (!more.isEmpty()) {
            more.putAll(lines);
            home.writeSecrets(more);
        }
    }

    private void adopt(Map<String, String> all) {
        Map<Integer, byte[]> keys = new TreeMap<>();
        try {
            all.forEach((name, value) -> {
                if (isSigning(name)) {
                    keys.put(Integer.valueOf(name.substring(SIGNING.length())), decode(name, value));
                }
            });
            if (!keys.isEmpty()) {
                signing.adopt(keys);
            }
            String secretPepper = all.get(PEPPER);
            if (secretPepper != null) {
                pepper.adopt(Map.of(0, decode(PEPPER, secretPepper)));
            }
        } catch (IllegalArgumentException damaged) {
            throw damaged(String.valueOf(damaged.getMessage()), damaged);
        }
        String admin = all.get(HomeFolder.ADMIN_KEY);
        if (admin != null) {
            access.replaceKeys(admin, files.contains(HomeFolder.TRACK_KEY) ? all.get(HomeFolder.TRACK_KEY) : null);
        }
    }

    /** @throws IllegalArgumentException if it is not a key, or truncated */
    private static byte[] decode(String name, String value) {
        byte[] key = Base64.getUrlDecoder().decode(value);
        if (key.length < HomeFolder.KEY_BYTES) {
            throw new IllegalArgumentException(name + " is truncated");
        }
        return key;
    }

    private StartupException damaged(String how, @Nullable Exception cause) {
        String sentence = "The keys in " + home.file(HomeFolder.SECRET) + " cannot be read (" + how
                + "). Restore the file from a backup: with a new one, mail that was already sent could no longer be"
                + " tracked. If no mail was sent from here, or other nodes on the same database have the keys, delete the"
                + " file.";
        return cause == null ? new StartupException(sentence) : new StartupException(sentence, cause);
    }

    private boolean isFromSetting(String name) {
        return secret != null && (isSigning(name) || name.equals(PEPPER));
    }

    private static boolean isSigning(String name) {
        return name.startsWith(SIGNING);
    }

    /** A value for comparing two keys, which reveals nothing else about them. */
    private static String fingerprint(String value) {
        byte[] whole = mac(value, "telltale fingerprint");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(whole, FINGERPRINT_BYTES));
    }

    /** One secret serves several purposes, so each gets a key of its own (RFC 5869, with one block). */
    private static String derive(String secret, String purpose) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(secret, purpose));
    }

    private static byte[] mac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
