package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
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

    /** What each kind of proxy does to a request with its default configuration, or with a common one. */
    private enum Proxy {
        /** proxy_pass: HTTP/1.0 and Connection: close, the Host of the upstream server */
        NGINX(headers -> with(withoutHops(headers), "Connection", "close", "Host", "127.0.0.1:8080")),
        HAPROXY(headers -> with(lowerCase(headers), "x-forwarded-for", "203.0.113.9", "x-forwarded-proto", "https")),
        CADDY(headers -> with(
                withoutHops(headers), "Via", "1.1 Caddy", "X-Forwarded-For", "203.0.113.9", "X-Forwarded-Host", "a")),
        APACHE(headers ->
                with(withoutHops(headers), "Via", "1.1 www.example.com (Apache/2.4.62)", "Max-Forwards", "10")),
        /** Content delivery networks compress themselves, and ask the origin for what they can unpack. */
        CDN(headers ->
                with(withoutHops(headers), "Accept-Encoding", "gzip, br", "CDN-Loop", "example", "Via", "1.1 varnish")),
        /** Gateways that inspect TLS ask for what they can scan, and remove what they do not know. */
        GATEWAY(headers ->
                with(without(headers, "sec-", "priority"), "Accept-Encoding", "identity", "Via", "1.1 gate")),
        SQUID(headers -> with(
                withoutHops(headers),
                "Via",
                "1.1 squid (squid/5.7)",
                "X-Forwarded-For",
                "unknown",
                "Cache-Control",
                "max-age=0"));

        private final UnaryOperator<Map<String, String>> change;

        Proxy(UnaryOperator<Map<String, String>> change) {
            this.change = change;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPersonBehindAProxyIsAPerson(Proxy proxy) {
        for (Scope scope : Scope.values()) {
            Browsers.headers(scope).forEach((browser, sent) -> {
                assertPerson(scope, browser, proxy.change.apply(sent));
                for (Proxy next : Proxy.values()) {
                    assertPerson(scope, browser, next.change.apply(proxy.change.apply(sent)));
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
                    received = Proxy.values()[random.nextInt(Proxy.values().length)].change.apply(received);
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
        headers.forEach((name, value) -> lower.put(name.toLowerCase(java.util.Locale.ROOT), value));
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
