package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyIssuer;
import telltale.keys.KeyUses;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.settings.TrustedProxies;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.web.http.ClientAddress;

/** Every operation that needs a key, requested with a key of each role and without one. */
@Timeout(120)
class RoleMatrixTest {
    @TempDir
    private Path folder;

    @Test
    void everyOperationIsPermittedToItsRolesOnly() throws Exception {
        HttpServlet api = new GatedServer.Echo(new AtomicInteger());
        HttpServlet pixel = new GatedServer.Echo(new AtomicInteger());
        Path home = Files.createDirectories(folder.resolve("home"));
        try (Store store =
                        SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
                GatedServer server = new GatedServer(folder, GateLimits.ofThisMachine(), api, pixel)) {
            Map<Role, String> keys = keys(store);
            KeyDirectory directory = new KeyDirectory(store.apiKeys(), Clock.systemUTC());
            directory.refresh();
            server.access.accept(
                    directory, new KeyUses(store.apiKeys(), Clock.systemUTC()), new ClientAddress(TrustedProxies.NONE));
            List<String> expected = new ArrayList<>();
            List<String> actual = new ArrayList<>();
            for (Route route : keyed()) {
                // The whole run may take longer than a copy is current.
                directory.refresh();
                expected.add(line(route, null, "401"));
                actual.add(line(route, null, status(server, route, null)));
                for (Role role : Role.values()) {
                    expected.add(line(route, role, route.roles().contains(role) ? "200" : "403"));
                    actual.add(line(route, role, status(server, route, keys.get(role))));
                }
            }
            assertTrue(expected.size() > 6 * 50, () -> expected.size() + " lines");
            assertEquals(String.join("\n", expected), String.join("\n", actual));
        }
    }

    @Test
    void everyRouteThatNeedsAKeyIsOpenToAdministrators() {
        assertTrue(keyed().stream().allMatch(route -> route.roles().contains(Role.ADMIN)));
    }

    private static List<Route> keyed() {
        return TestRoutes.withoutHandlers()
                .endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .filter(route -> route.caller() == Caller.KEY || route.caller() == Caller.SENDER)
                .toList();
    }

    private static Map<Role, String> keys(Store store) {
        KeyIssuer issuer = new KeyIssuer(store.apiKeys(), Clock.systemUTC(), new SecureRandom());
        Map<Role, String> keys = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            KeyRequest request = new KeyRequest(role.wireName(), role, KeyLimits.NONE, null);
            keys.put(role, issuer.issue(request).text());
        }
        return keys;
    }

    private static String status(GatedServer server, Route route, @Nullable String key) throws IOException {
        String path = route.path().replaceAll("\\{[^}]+}", "x");
        String authorization = key == null ? "" : "Authorization: Bearer " + key + "\r\n";
        String answer = server.ask(
                GatedServer.head(route.method() + " /app" + path, authorization, "Connection: close\r\n") + "\r\n");
        return answer.split(" ", 3)[1];
    }

    private static String line(Route route, @Nullable Role role, String status) {
        return route.method() + " " + route.path() + " " + (role == null ? "no key" : role.wireName()) + ": " + status;
    }
}
