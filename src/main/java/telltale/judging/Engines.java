package telltale.judging;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import telltale.judging.EngineFact.Modality;
import telltale.judging.EngineFact.Request;
import telltale.judging.EngineFact.Transport;
import telltale.rules.DataFile;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;

/** What the engines of browsers and mail clients send, by version, from a data file. */
final class Engines {
    private static final long[] NOTHING_KNOWN = {0};

    private final List<EngineFact> facts;
    /** For each engine the flags that it cannot set, by version plus 1; the last applies to all later versions. */
    private final Map<Request, Map<Engine, long[]>> impossible = new EnumMap<>(Request.class);

    private Engines(List<EngineFact> facts) {
        this.facts = List.copyOf(facts);
        for (Request request : Request.values()) {
            impossible.put(request, impossible(request));
        }
    }

    /** The built-in facts. */
    static Engines builtIn() {
        return BuiltIn.ENGINES;
    }

    /** @throws InvalidDataFileException if any line is invalid */
    static Engines parse(String file, String text) {
        return new Engines(
                DataLine.of(file, text).stream().map(EngineFact::parse).toList());
    }

    List<EngineFact> facts() {
        return facts;
    }

    /**
     * The flags, as a bit set, that a request cannot have if its user agent names its engine and version correctly. There are none
     * if the user agent names no known engine. Whether the request came by https is unknown, and a person may open an image by
     * itself, so an open may have what a navigation has.
     */
    long impossibleFlags(String agent, Scope scope) {
        EngineVersion version = EngineVersion.of(agent);
        if (version == null) {
            return 0;
        }
        long ofPages = impossible(version, Request.NAVIGATION);
        return scope == Scope.CLICK ? ofPages : ofPages & impossible(version, Request.IMAGE);
    }

    private long impossible(EngineVersion version, Request request) {
        long[] byVersion = impossible.getOrDefault(request, Map.of()).getOrDefault(version.engine(), NOTHING_KNOWN);
        return byVersion[Math.min(version.major() + 1, byVersion.length - 1)];
    }

    private Map<Engine, long[]> impossible(Request request) {
        List<EngineFact> used = facts.stream()
                .filter(fact -> fact.modality() == Modality.CANNOT)
                .filter(fact -> fact.requests().contains(request))
                .filter(fact -> fact.transports().size() == Transport.values().length)
                .toList();
        Map<Engine, long[]> flags = new EnumMap<>(Engine.class);
        for (Engine engine : Engine.values()) {
            flags.put(engine, byVersion(engine, used));
        }
        return flags;
    }

    private static long[] byVersion(Engine engine, List<EngineFact> facts) {
        int bound = facts.stream()
                .mapToInt(fact -> fact.last() == Integer.MAX_VALUE ? fact.first() : fact.last() + 1)
                .max()
                .orElse(0);
        long[] flags = new long[Math.max(bound, 0) + 2];
        for (EngineFact fact : facts) {
            for (int i = 0; i < flags.length; i++) {
                flags[i] |= fact.isAbout(engine, i - 1) ? fact.flags() : 0;
            }
        }
        return flags;
    }

    /** Loads the built-in facts on first use. */
    private static final class BuiltIn {
        static final Engines ENGINES = parse("engines.txt", DataFile.read(Engines.class, "engines.txt"));
    }
}
