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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyDirectory;
import telltale.keys.KeyIssuer;
import telltale.keys.KeyUses;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.sessions.SessionOwner;
import telltale.sessions.SessionOwner.Method;
import telltale.sessions.Sessions;
import telltale.settings.SessionSettings;
import telltale.settings.TrustedProxies;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;
import telltale.token.SignedSecrets;
import telltale.web.http.ClientAddress;
import telltale.web.http.PageOrigin;
import telltale.web.http.PageSessions;
import telltale.web.http.SessionCookie;

/** Every address and every method, requested without credentials, and with a key and a session of each role. */
@Timeout(240)
class RoleMatrixTest {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND");
    private static final String PAGE = "Telltale-Page: 1\r\n";

    private final Clock clock = Clock.systemUTC();

    @TempDir
    private Path folder;

    private Store store;
    private GatedServer server;
    private KeyDirectory directory;
    private Sessions sessions;

    @BeforeEach
    void serve() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        store = SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
        HttpServlet echo = new GatedServer.Echo(new AtomicInteger());
        server = new GatedServer(folder, GateLimits.ofThisMachine(), echo, echo);
        directory = new KeyDirectory(store.apiKeys(), clock);
        sessions = new Sessions(
                store.sessions(),
                SignedSecrets.ofSessions(new KeyRing(Map.of(0, new byte[32]))),
                new SessionSettings(Duration.ofHours(8), Duration.ofDays(7)),
                clock,
                new SecureRandom());
        server.access.accept(directory, new KeyUses(store.apiKeys(), clock), new ClientAddress(TrustedProxies.NONE));
        server.access.accept(new PageSessions(sessions, new SessionCookie(null), new PageOrigin(null)));
        refresh();
    }

    /** The whole run may take longer than copies are current. */
    private void refresh() {
        directory.refresh();
        sessions.refresh();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        store.close();
    }

    /** The lines of a table, as they are expected and as they are. */
    private static final class Lines {
        private final List<String> expected = new ArrayList<>();
        private final List<String> actual = new ArrayList<>();

        void add(String line, int wanted, int status) {
            expected.add(line + ": " + wanted);
            actual.add(line + ": " + status);
        }

        void compare(int minimum) {
            assertTrue(expected.size() > minimum, () -> expected.size() + " lines");
            assertEquals(String.join("\n", expected), String.join("\n", actual));
        }
    }

    @Test
    void everyOperationIsPermittedToTheKeysOfItsRolesOnly() throws Exception {
        Map<Role, String> keys = new EnumMap<>(Role.class);
        KeyIssuer issuer = new KeyIssuer(store.apiKeys(), clock, new SecureRandom());
        for (Role role : Role.values()) {
            KeyRequest request = new KeyRequest(role.wireName(), role, KeyLimits.NONE, null);
            keys.put(role, "Authorization: Bearer " + issuer.issue(request).text() + "\r\n");
        }
        compareWithRoles(keys);
    }

    @Test
    void everyOperationIsPermittedToTheSessionsOfItsRolesOnly() throws Exception {
        Map<Role, String> cookies = cookies();
        cookies.replaceAll((role, cookie) -> PAGE + cookie);
        compareWithRoles(cookies);
    }

    private Map<Role, String> cookies() {
        Map<Role, String> cookies = new EnumMap<>(Role.class);
        for (Role role : Role.values()) {
            String value = sessions.open(new SessionOwner("ann", role, Method.REALM), null);
            cookies.put(role, "Cookie: " + SessionCookie.NAME + "=" + value + "\r\n");
        }
        return cookies;
    }

    private void compareWithRoles(Map<Role, String> credentials) throws IOException {
        Lines lines = new Lines();
        for (Endpoint endpoint : keyed()) {
            for (String method : METHODS) {
                refresh();
                Route route = endpoint.route(method);
                lines.add(line(endpoint, method, null), wanted(endpoint, method, null), status(endpoint, method, ""));
                for (Role role : Role.values()) {
                    int wanted = route == null || route.roles().contains(role) ? wanted(endpoint, method, role) : 403;
                    lines.add(line(endpoint, method, role), wanted, status(endpoint, method, credentials.get(role)));
                }
            }
        }
        lines.compare(METHODS.size() * 6 * 30);
    }

    /** The status of a request that is permitted, or that has no credentials. */
    private static int wanted(Endpoint endpoint, String method, @Nullable Role role) {
        if (endpoint.route(method) == null) {
            return method.equals("OPTIONS") && endpoint.caller() != Caller.SENDER ? 200 : 405;
        }
        return role == null ? 401 : 200;
    }

    @Test
    void aSessionCountsInRequestsOfTheDashboardOnly() throws Exception {
        String cookie = cookies().get(Role.ADMIN);
        Lines lines = new Lines();
        for (Endpoint endpoint : keyed()) {
            boolean isStream = endpoint.caller() == Caller.STREAM;
            for (Route route : endpoint.routes()) {
                refresh();
                String method = route.method();
                int crossSite = method.equals("GET") ? 200 : 403;
                String foreign = "Sec-Fetch-Site: cross-site\r\n";
                String own = "Sec-Fetch-Site: same-origin\r\n";
                lines.add(method + " without header " + route.path(), 403, status(endpoint, method, cookie));
                lines.add(
                        method + " without header, same origin " + route.path(),
                        isStream ? 200 : 403,
                        status(endpoint, method, cookie + own));
                lines.add(
                        method + " without header, cross-site " + route.path(),
                        403,
                        status(endpoint, method, cookie + foreign));
                lines.add(
                        method + " cross-site " + route.path(),
                        crossSite,
                        status(endpoint, method, PAGE + cookie + foreign));
                lines.add(
                        method + " of another origin " + route.path(),
                        crossSite,
                        status(endpoint, method, PAGE + cookie + "Origin: https://evil.example\r\n"));
            }
        }
        lines.compare(200);
    }

    @Test
    void openAddressesAnswerUndeclaredMethodsWith405WhateverTheCredentials() throws Exception {
        String session = PAGE + cookies().get(Role.ADMIN);
        Lines lines = new Lines();
        for (Endpoint endpoint : endpoints(false)) {
            for (String method : METHODS) {
                if (endpoint.route(method) == null && !method.equals("OPTIONS")) {
                    refresh();
                    lines.add(line(endpoint, method, null), 405, status(endpoint, method, ""));
                    lines.add(line(endpoint, method, Role.ADMIN), 405, status(endpoint, method, session));
                }
            }
        }
        lines.compare(50);
    }

    @Test
    void everyRouteThatNeedsAKeyIsOpenToAdministrators() {
        assertTrue(keyed().stream()
                .flatMap(endpoint -> endpoint.routes().stream())
                .allMatch(route -> route.roles().contains(Role.ADMIN)));
    }

    private static List<Endpoint> keyed() {
        return endpoints(true);
    }

    private static List<Endpoint> endpoints(boolean isKeyed) {
        return TestRoutes.withoutHandlers()
                .endpoints()
                .filter(endpoint -> endpoint.routes().get(0).roles().isEmpty() != isKeyed)
                .toList();
    }

    private int status(Endpoint endpoint, String method, @Nullable String credentials) throws IOException {
        String path = endpoint.routes().get(0).path().replaceAll("\\{[^}]+}", "x");
        String answer = server.ask(
                GatedServer.head(method + " /app" + path, String.valueOf(credentials), "Connection: close\r\n")
                        + "\r\n");
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    private static String line(Endpoint endpoint, String method, @Nullable Role role) {
        return method + " " + endpoint.routes().get(0).path() + " " + (role == null ? "no key" : role.wireName());
    }
}
