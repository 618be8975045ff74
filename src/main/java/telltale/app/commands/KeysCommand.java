package telltale.app.commands;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import telltale.keys.KeyAdministration;
import telltale.keys.KeyAdministration.IssuedKey;
import telltale.keys.KeyIssuer;
import telltale.model.InvalidInputException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.LastUse;

/** The command {@code keys}: lists, adds, rotates and revokes API keys. The launcher loads it by name. */
public final class KeysCommand {
    private static final String HELP = """
        keys list
                  list the API keys that are not revoked
        keys add --name NAME --role send|read|analyst|operator|admin [--expires TIME] [--ranges NETWORKS]
                 [--campaign-prefix TEXT] [--from-domains DOMAINS]
                  create a key and print it, this once
        keys rotate NAME-OR-ID [--until TIME]
                  replace a key; the old one stays valid until TIME, by default for a week
        keys revoke NAME-OR-ID
                  revoke a key; every node refuses it within 5 seconds

        NETWORKS and DOMAINS are separated by commas: 192.0.2.0/24,2001:db8::/48 and example.com,example.org.
        TIME is like 2027-01-31T00:00:00Z. With or without a running server. Exits with 0 if it was done, 64 with
        wrong arguments, 65 if a value is refused or there is no such key, 69 if keys cannot be reached now,
        78 if a setting is wrong.""";

    private final KeyAdministration keys;
    private final PrintStream out;

    private KeysCommand(KeyAdministration keys, PrintStream out) {
        this.keys = keys;
        this.out = out;
    }

    /**
     * Runs one operation in the database, or in the running server if there is one.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0, 64, 65, 69 or 78 as the help states
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        return Sysexits.run("keys", HELP, arguments, out, err, () -> {
            KeyArguments parsed = KeyArguments.parse(arguments);
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            return execute(settings, keys -> new KeysCommand(keys, out).execute(parsed));
        });
    }

    private static int execute(Settings settings, ToIntFunction<KeyAdministration> operation) {
        return CommandStore.askWithHome(
                settings,
                home -> operation.applyAsInt(new AuditedKeys(
                        new KeyIssuer(home.store().apiKeys(), Clock.systemUTC(), new SecureRandom()), home)),
                server -> operation.applyAsInt(new ServerKeys(server)));
    }

    private int execute(KeyArguments arguments) {
        switch (arguments.operation()) {
            case LIST -> keys.list().forEach(key -> out.println(line(key)));
            case ADD -> print(keys.issue(Objects.requireNonNull(arguments.request())));
            case ROTATE -> rotate(id(arguments.key()), arguments.until());
            case REVOKE -> revoke(id(arguments.key()));
        }
        return Sysexits.OK;
    }

    private void rotate(UUID id, @Nullable Instant until) {
        print(keys.rotate(id, until)
                .orElseThrow(() -> new InvalidInputException(
                        "key", "The key has expired or was replaced already, so it cannot be rotated.")));
    }

    private void revoke(UUID id) {
        if (!keys.revoke(id)) {
            throw new InvalidInputException("key", "There is no such key.");
        }
        out.println("Revoked. Every node refuses the key within 5 seconds.");
    }

    private void print(IssuedKey issued) {
        out.println(line(issued.key()));
        out.println(issued.text());
        out.println("Keep it now: it is stored nowhere and not shown again.");
    }

    /** The id of a key by its name or id; of two with a name, the one that was not replaced. */
    private UUID id(String nameOrId) {
        return keys.list().stream()
                .filter(key -> key.id().toString().equals(nameOrId)
                        || (key.name().equals(nameOrId) && key.lifetime().successor() == null))
                .map(ApiKey::id)
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("key", "There is no key with this name or id."));
    }

    private static String line(ApiKey key) {
        Instant expiry = key.lifetime().expiresAt();
        LastUse use = key.lastUse();
        return String.join(
                "  ",
                key.id().toString(),
                key.role().wireName(),
                key.prefix() + "…",
                expiry == null ? "never expires" : "expires " + expiry,
                use == null ? "not used yet" : "last used " + use.day() + " " + use.network(),
                key.name());
    }
}
