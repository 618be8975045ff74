package telltale.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.judging.EngineFact.Modality;
import telltale.judging.EngineFact.Request;
import telltale.judging.EngineFact.Transport;
import telltale.model.Client;
import telltale.model.Client.Flag;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.rules.InvalidDataFileException;

class EnginesTest {
    /** Those that are sent only by HTTP/2, by WebViews, with forms, or by programs that are no browsers. */
    private static final Set<String> NOT_MEASURED = Set.of("TE", "X-Requested-With", "Origin", "Upgrade");

    private static final int MAX_VERSION = 200;
    private static final String CHROME =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%s.0.0.0 Safari/537.36";
    private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:%1$s.0) Gecko/20100101 Firefox/%1$s.0";

    private final Engines engines = Engines.builtIn();

    @Test
    void everyMeasuredRequestHasWhatItsEngineMustSendAndNothingThatItCannot() throws IOException {
        List<String> contradictions = new ArrayList<>();
        for (MeasuredRequest request : MeasuredRequest.all()) {
            for (EngineFact fact : engines.facts()) {
                if (!request.isPrefetch() && request.isSubjectOf(fact)) {
                    contradictions(request, fact).forEach(contradictions::add);
                }
            }
        }
        assertEquals(List.of(), contradictions, "correct engines.txt, or the measurement");
    }

    private static Stream<String> contradictions(MeasuredRequest request, EngineFact fact) {
        return fact.headers().stream()
                .filter(header ->
                        request.has(header) ? fact.modality() == Modality.CANNOT : fact.modality() == Modality.MUST)
                .map(header -> request.name() + " " + fact.modality() + " " + header);
    }

    @Test
    void everyMeasuredUserAgentNamesItsEngine() throws IOException {
        Set<String> measured = new TreeSet<>();
        for (MeasuredRequest request : MeasuredRequest.all()) {
            EngineVersion version = EngineVersion.of(request.agent());
            assertTrue(version != null && version.engine().wireName().equals(request.engine()), request::name);
            measured.add(request.engine());
        }
        assertEquals(Set.of("chromium", "gecko", "qtwebengine", "webkit"), measured);
    }

    @Test
    void noMeasuredRequestIsSuspected() throws IOException {
        Judge judge = new Judge(Ruleset.builtIn());
        for (MeasuredRequest request : MeasuredRequest.all()) {
            Scope scope = request.request() == Request.IMAGE ? Scope.OPEN : Scope.CLICK;
            EventFacts event = new EventFacts(
                    scope, 1, Events.ACCEPTED.plus(Duration.ofHours(1)), request.client(), Network.UNKNOWN);
            List<String> reasons =
                    judge.judge(event, Events.at(Provider.OTHER), List.of()).reasons();
            assertEquals(List.of(request.isPrefetch() ? "prefetch-header" : "browser"), reasons, request::name);
        }
    }

    @Test
    void everyHeaderIsOneThatBrowsersSend() throws IOException {
        Set<String> known = new TreeSet<>(NOT_MEASURED);
        MeasuredRequest.all().forEach(request -> known.addAll(request.headers().keySet()));
        known.addAll(List.of("Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform"));
        for (EngineFact fact : engines.facts()) {
            for (String header : fact.headers()) {
                assertTrue(known.contains(header.split(" ", 2)[0]), () -> header + " in " + fact);
            }
        }
    }

    @Test
    void nothingThatCannotBeSentIsAlsoPermitted() {
        for (Engine engine : Engine.values()) {
            for (Request request : Request.values()) {
                for (Transport transport : Transport.values()) {
                    IntStream.rangeClosed(EngineVersion.UNKNOWN, MAX_VERSION)
                            .forEach(major -> assertConsistent(engine, major, request, transport));
                }
            }
        }
    }

    private void assertConsistent(Engine engine, int major, Request request, Transport transport) {
        Set<String> possible = new HashSet<>();
        Set<String> impossible = new HashSet<>();
        for (EngineFact fact : engines.facts()) {
            if (fact.isAbout(engine, major)
                    && fact.requests().contains(request)
                    && fact.transports().contains(transport)) {
                (fact.modality() == Modality.CANNOT ? impossible : possible).addAll(fact.headers());
            }
        }
        possible.retainAll(impossible);
        assertEquals(Set.of(), possible, () -> engine + " " + major + " " + request + " " + transport);
    }

    @Test
    void theFlagOfAHeaderIsTheOneThatTheHeaderSets() {
        EngineFact.FLAGS.forEach((header, flags) -> {
            Set<Flag> set = EnumSet.noneOf(Flag.class);
            String[] parts = header.split(" ", 2);
            for (String value :
                    parts.length > 1 ? List.of(parts[1].replaceFirst("^=", "")) : List.of("1", "?1", "?0")) {
                set.addAll(Headers.client("GET", name -> name.equals(parts[0]) ? value : null)
                        .flags());
            }
            assertTrue(set.containsAll(flags), header);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "CHROME, 156, OPEN, CLIENT_HINTS, false",
        "CHROME, 85, OPEN, CLIENT_HINTS, false",
        "CHROME, 80, OPEN, CLIENT_HINTS, true",
        "CHROME, 156, OPEN, NAVIGATION, false",
        "CHROME, 60, OPEN, NAVIGATION, true",
        "CHROME, 156, CLICK, NAVIGATION, false",
        "CHROME, 60, CLICK, NAVIGATION, true",
        "CHROME, 9999, CLICK, UPGRADE, true",
        "CHROME, x, CLICK, UPGRADE, true",
        "CHROME, x, CLICK, CLIENT_HINTS, false",
        "FIREFOX, 153, CLICK, CLIENT_HINTS, true",
        "FIREFOX, 153, CLICK, NAVIGATION, false",
        "FIREFOX, 60, CLICK, NAVIGATION, true",
        "FIREFOX, 45, OPEN, ACCEPTS_WEBP, true",
        "FIREFOX, 131, CLICK, ACCEPTS_AVIF, false",
        "FIREFOX, 132, CLICK, ACCEPTS_AVIF, true",
        "FIREFOX, 132, OPEN, ACCEPTS_AVIF, false"
    })
    void whatAVersionCannotSendIsKnown(String browser, String version, Scope scope, Flag flag, boolean impossible) {
        String agent = String.format(browser.equals("CHROME") ? CHROME : FIREFOX, version);
        assertEquals(impossible, Client.flagsOf(flags(agent, scope)).contains(flag));
    }

    @Test
    void ofAProgramWithoutAKnownEngineNothingIsImpossible() {
        assertEquals(0, flags("curl/8.5.0", Scope.OPEN));
        assertEquals(0, flags("", Scope.CLICK));
    }

    private long flags(String agent, Scope scope) {
        return engines.impossibleFlags(agent, scope);
    }

    @Test
    void anInvalidLineIsReported() {
        for (String line : List.of(
                "chromium 89- any: must Sec-CH-UA; source",
                "chromium 89- any secure: must Sec-CH-UA",
                "presto 89- any any: must Sec-CH-UA; source",
                "chromium 89- page any: must Sec-CH-UA; source",
                "chromium 89- any tls: must Sec-CH-UA; source",
                "chromium 89- any any: shall Sec-CH-UA; source",
                "chromium 8.9- any any: must Sec-CH-UA; source")) {
            InvalidDataFileException error =
                    assertThrows(InvalidDataFileException.class, () -> Engines.parse("file", "# x\n" + line));
            assertEquals(2, error.line(), line);
        }
    }

    @Test
    void everyEngineIsDescribed() {
        Arrays.stream(Engine.values())
                .forEach(engine -> assertTrue(
                        engines.facts().stream().anyMatch(fact -> fact.engine() == engine), engine::wireName));
    }
}
