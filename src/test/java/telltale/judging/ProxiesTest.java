package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Client;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.VerdictClass;

/** No proxy between a browser and Telltale turns a person into a machine. */
class ProxiesTest {
    private static final Judge JUDGE = new Judge(Ruleset.builtIn());
    private static final List<String> HOP_BY_HOP =
            List.of("Connection", "Keep-Alive", "TE", "Upgrade", "HTTP2-Settings", "Proxy-Connection");

    private enum Proxy {
        NGINX,
        HAPROXY,
        CADDY,
        APACHE,
        CDN,
        GATEWAY,
        SQUID;

        /** What it does to a request with its default configuration, or with a common one. */
        Map<String, String> pass(Map<String, String> sent) {
            return switch (this) {
                // proxy_pass speaks HTTP/1.0, and to the host that it names.
                case NGINX -> with(withoutHops(sent), "Connection", "close", "Host", "127.0.0.1:8080");
                case HAPROXY -> with(lowerCase(sent), "x-forwarded-for", "203.0.113.9", "x-forwarded-proto", "https");
                case CADDY -> with(withoutHops(sent), "Via", "1.1 Caddy", "X-Forwarded-For", "203.0.113.9");
                case APACHE -> with(withoutHops(sent), "Via", "1.1 www (Apache/2.4.62)", "Max-Forwards", "10");
                // It compresses itself, and asks the origin for what it can unpack.
                case CDN -> with(withoutHops(sent), "Accept-Encoding", "gzip, br", "Via", "1.1 varnish");
                // It asks for what it can scan, and removes what it does not know.
                case GATEWAY ->
                    with(without(sent, "sec-", "priority"), "Accept-Encoding", "identity", "Via", "1.1 gate");
                case SQUID -> with(withoutHops(sent), "Via", "1.1 squid (squid/5.7)", "X-Forwarded-For", "unknown");
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPersonBehindAProxyIsAPerson(Proxy proxy) {
        for (Scope scope : Scope.values()) {
            Browsers.headers(scope).forEach((browser, sent) -> {
                assertPerson(scope, browser, proxy.pass(sent));
                for (Proxy next : Proxy.values()) {
                    assertPerson(scope, browser, next.pass(proxy.pass(sent)));
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPersonIsAPersonWithoutAnyOneHeader(Scope scope) {
        Browsers.headers(scope)
                .forEach((browser, sent) -> sent.keySet().stream()
                        .filter(name -> !name.equals("User-Agent"))
                        .forEach(name -> assertPerson(scope, browser, without(sent, name))));
    }

    @RepeatedTest(200)
    void aPersonIsAPersonWithoutAnySetOfHeadersBehindAnyProxies() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (Scope scope : Scope.values()) {
            Browsers.headers(scope).forEach((browser, sent) -> {
                Map<String, String> received = sent;
                for (int hop = 0; hop < random.nextInt(4); hop++) {
                    received = Proxy.values()[random.nextInt(Proxy.values().length)].pass(received);
                    received = withoutSome(received, random);
                }
                assertPerson(scope, browser + ", seed " + seed, received);
            });
        }
    }

    private static void assertPerson(Scope scope, String browser, Map<String, String> headers) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        Client client = Headers.client("GET", byName::get);
        EventFacts event = new EventFacts(scope, 1, Events.ACCEPTED.plus(Duration.ofHours(1)), client, Network.UNKNOWN);
        assertEquals(
                VerdictClass.HUMAN_DIRECT,
                JUDGE.judge(event, Events.at(Provider.OTHER), List.of()).type(),
                () -> browser + " " + headers);
    }

    private static Map<String, String> with(Map<String, String> headers, String... namesAndValues) {
        Map<String, String> changed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        changed.putAll(headers);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            changed.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return changed;
    }

    private static Map<String, String> withoutHops(Map<String, String> headers) {
        return without(headers, HOP_BY_HOP.toArray(String[]::new));
    }

    private static Map<String, String> without(Map<String, String> headers, String... prefixes) {
        Map<String, String> rest = new TreeMap<>();
        headers.forEach((name, value) -> {
            boolean isRemoved = false;
            for (String prefix : prefixes) {
                isRemoved |= name.regionMatches(true, 0, prefix, 0, prefix.length());
            }
            if (!isRemoved) {
                rest.put(name, value);
            }
        });
        return rest;
    }

    private static Map<String, String> lowerCase(Map<String, String> headers) {
        Map<String, String> lower = new TreeMap<>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        return lower;
    }

    private static Map<String, String> withoutSome(Map<String, String> headers, Random random) {
        Map<String, String> rest = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String> names = new ArrayList<>(headers.keySet());
        for (String name : names) {
            if (name.equalsIgnoreCase("User-Agent") || random.nextInt(4) > 0) {
                rest.put(name, headers.getOrDefault(name, ""));
            }
        }
        return rest;
    }
}
