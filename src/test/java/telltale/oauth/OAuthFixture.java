package telltale.oauth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import telltale.settings.OAuthSettings;
import telltale.store.OAuthTokenTable;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;

/** An authorization server, and a database with the tokens that it issued. */
public final class OAuthFixture implements AutoCloseable {
    private static final KeyRing KEYS = new KeyRing(Map.of(1, new byte[32]));

    public final AuthorizationServer server;
    final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    private final Path home;
    private final Clock clock;
    Store store;

    public OAuthFixture(Path home, Clock clock) throws IOException {
        this.home = home;
        this.clock = clock;
        this.server = new AuthorizationServer(clock);
        this.store = open();
    }

    private Store open() {
        return SqliteStore.open(
                home.resolve("oauth.db"),
                home.resolve("oauth-native"),
                Duration.ofSeconds(1),
                address -> Optional.empty());
    }

    /** Closes the database and opens it again. */
    void reopen() {
        store.close();
        store = open();
    }

    /** The access tokens of a node. */
    public AccessTokens node() {
        return node(server.settings());
    }

    AccessTokens node(OAuthSettings settings) {
        return node(settings, store.oauthTokens());
    }

    AccessTokens node(OAuthSettings settings, OAuthTokenTable table) {
        return new AccessTokens(settings, AuthorizationServer.USER, table, KEYS, deadlines, clock);
    }

    @Override
    public void close() {
        store.close();
        server.close();
        deadlines.close();
    }
}
