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
import telltale.token.KeyRing;
import telltale.token.PersonKeys;
import telltale.web.http.Access;

/**
 * The keys of this node: what signs tokens, and who may call. They are in the home folder, where the first start makes
 * them. Nodes on one database have the same: the database keeps them, and each home has a copy for when it is away.
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
    private final Access access = new Access();

    /**
     * @param secret the owner's own (TELLTALE_SECRET), from which signing keys are derived; null for those in the home
     * @param withTrackKey whether there is a key that may only send
     */
    public NodeKeys(HomeFolder home, @Nullable Secret secret, boolean withTrackKey) {
        this.home = home;
        this.secret = secret;
        this.files = withTrackKey ? List.of(HomeFolder.ADMIN_KEY, HomeFolder.TRACK_KEY) : List.of(HomeFolder.ADMIN_KEY);
    }

    /** What tokens are signed and checked with; empty until there are keys. */
    KeyRing signing() {
        return signing;
    }

    /** How a person is known by an address; nobody may ask until there are keys. */
    PersonKeys persons() {
        return persons;
    }

    /** Who may call; nobody until there are keys. */
    Access access() {
        return access;
    }

    /** Uses what the home has, and makes nothing: another node may have made it already. */
    void use() {
        adopt(own());
    }

    /** Uses what the home has, and makes what it lacks. */
    void make() {
        Map<String, String> all = own();
        all.putAll(lacking(all));
        keep(all);
        adopt(all);
    }

    /**
     * Uses what all nodes have, and adds what they lack.
     *
     * @throws IllegalStateException with what to do about it, if this node has something else
     */
    public void share(SharedSecrets shared) {
        Map<String, String> own = own();
        Map<String, SharedSecret> known = shared.share(there -> missing(there, own));
        Map<String, String> all = new TreeMap<>(own);
        known.forEach((name, one) -> {
            if (one.value() != null) {
                all.put(name, one.value());
            }
        });
        keep(all);
        adopt(all);
    }

    private Map<String, SharedSecret> missing(Map<String, SharedSecret> there, Map<String, String> own) {
        there.forEach((name, one) -> requireSame(name, one, own.get(name)));
        if (secret != null && there.keySet().stream().anyMatch(name -> isSigning(name) && !own.containsKey(name))) {
            throw new IllegalStateException("The other nodes have their signing keys from the database and not from"
                    + " TELLTALE_SECRET. Take TELLTALE_SECRET away from this node.");
        }
        Map<String, String> all = new TreeMap<>(own);
        there.keySet().forEach(name -> all.putIfAbsent(name, ""));
        Map<String, String> added = new TreeMap<>(own);
        added.putAll(lacking(all));
        added.keySet().removeAll(there.keySet());
        Map<String, SharedSecret> result = new HashMap<>();
        added.forEach((name, value) ->
                result.put(name, new SharedSecret(isFromSetting(name) ? null : value, fingerprint(value))));
        return result;
    }

    private void requireSame(String name, SharedSecret there, @Nullable String own) {
        if (own == null && there.value() == null) {
            throw new IllegalStateException(
                    "The other nodes have their secret from TELLTALE_SECRET." + " Give this node the same.");
        }
        if (own != null && !there.fingerprint().equals(fingerprint(own))) {
            String where = isFromSetting(name)
                    ? "TELLTALE_SECRET is another"
                    : "The file " + home.file(files.contains(name) ? name : HomeFolder.SECRET) + " holds another "
                            + name;
            throw new IllegalStateException(where + " than the other nodes have, so this node would not know what they"
                    + " signed. Copy it from the home of another node and start again. If this node is the one that is"
                    + " right, delete the row '" + name + "' of the table telltale.secrets first.");
        }
    }

    /** What the home or the setting gives, by name. */
    private Map<String, String> own() {
        Map<String, String> own = new TreeMap<>(home.secrets());
        if (secret == null && home.hasSecrets() && own.keySet().stream().noneMatch(NodeKeys::isSigning)) {
            throw damaged("it holds no signing key, as after a full disk", null);
        }
        if (secret != null) {
            own.keySet().removeIf(name -> isSigning(name) || name.equals(PEPPER));
            own.put(SIGNING + 0, derive(secret.reveal(), "telltale signing"));
            own.put(PEPPER, derive(secret.reveal(), "telltale pepper"));
        }
        files.forEach(file -> home.key(file).ifPresent(key -> own.put(file, key)));
        return own;
    }

    /** New ones for those that every node needs and that are not among these. */
    private Map<String, String> lacking(Map<String, String> there) {
        Map<String, String> made = new TreeMap<>();
        files.stream().filter(file -> !there.containsKey(file)).forEach(file -> made.put(file, HomeFolder.random()));
        if (there.keySet().stream().noneMatch(NodeKeys::isSigning)) {
            made.put(SIGNING + 1, HomeFolder.random());
        }
        if (!there.containsKey(PEPPER)) {
            made.put(PEPPER, HomeFolder.random());
        }
        return made;
    }

    /** Writes into the home what it does not have. */
    private void keep(Map<String, String> all) {
        for (String file : files) {
            String key = all.get(file);
            if (key != null && home.key(file).isEmpty()) {
                home.keepKey(file, key);
            }
        }
        Map<String, String> lines = home.secrets();
        Map<String, String> more = new TreeMap<>(all);
        more.keySet().removeIf(name -> name.endsWith(HomeFolder.ADMIN_KEY) || isFromSetting(name));
        more.keySet().removeAll(lines.keySet());
        if (!more.isEmpty()) {
            more.putAll(lines);
            home.keepSecrets(more);
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

    /** @throws IllegalArgumentException if it is no key, or only a part of one */
    private static byte[] decode(String name, String value) {
        byte[] key = Base64.getUrlDecoder().decode(value);
        if (key.length < HomeFolder.KEY_BYTES) {
            throw new IllegalArgumentException(name + " is cut off");
        }
        return key;
    }

    private StartupException damaged(String how, @Nullable Exception cause) {
        String sentence = "The keys in " + home.file(HomeFolder.SECRET) + " cannot be read (" + how
                + "); restore the file from a backup, for a new one would make every mail already sent blind. If no"
                + " mail was ever sent from here, or other nodes on the same database have the keys, delete the file.";
        return cause == null ? new StartupException(sentence) : new StartupException(sentence, cause);
    }

    private boolean isFromSetting(String name) {
        return secret != null && (isSigning(name) || name.equals(PEPPER));
    }

    private static boolean isSigning(String name) {
        return name.startsWith(SIGNING);
    }

    /** Says whether two are the same, and nothing about what they are. */
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
