package telltale.judging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.judging.EngineFact.Request;
import telltale.judging.EngineFact.Transport;
import telltale.model.Client;

/**
 * A request in {@code clients/measured.tsv}.
 *
 * @param name program, version, engine, its version, transport and kind of request, separated by spaces
 * @param headers values by case-insensitive names
 */
record MeasuredRequest(String name, String engine, String transport, String kind, Map<String, String> headers) {
    private static final Path TABLE = Path.of("clients/measured.tsv");

    static List<MeasuredRequest> all() throws IOException {
        Map<String, MeasuredRequest> requests = new LinkedHashMap<>();
        for (String line : Files.readAllLines(TABLE)) {
            String[] columns = line.split("\t", -1);
            if (!line.startsWith("#")) {
                String name = String.join(" ", List.of(columns).subList(0, 6));
                requests.computeIfAbsent(
                                name,
                                unused -> new MeasuredRequest(
                                        name,
                                        columns[2],
                                        columns[4],
                                        columns[5],
                                        new TreeMap<>(String.CASE_INSENSITIVE_ORDER)))
                        .headers()
                        .put(columns[6], columns[7]);
            }
        }
        return new ArrayList<>(requests.values());
    }

    String agent() {
        return headers.getOrDefault("User-Agent", "");
    }

    Client client() {
        return Headers.client("GET", this::header);
    }

    private @Nullable String header(String name) {
        return headers.get(name);
    }

    boolean isPrefetch() {
        return kind.equals("prefetch");
    }

    Request request() {
        return kind.startsWith("image") ? Request.IMAGE : Request.NAVIGATION;
    }

    /** Whether a fact of {@code engines.txt} is about this request. */
    boolean isSubjectOf(EngineFact fact) {
        EngineVersion version = EngineVersion.of(agent());
        Transport over = transport.equals("http") ? Transport.INSECURE : Transport.SECURE;
        return version != null
                && fact.isAbout(version.engine(), version.major())
                && fact.requests().contains(request())
                && fact.transports().contains(over);
    }

    /** Whether it has a header, written as in {@code engines.txt}. */
    boolean has(String header) {
        String[] parts = header.split(" ", 2);
        String value = headers.get(parts[0]);
        return value != null && (parts.length == 1 || isValue(parts[1], value.toLowerCase(Locale.ROOT)));
    }

    private static boolean isValue(String wanted, String value) {
        return wanted.startsWith("=") ? value.equals(wanted.substring(1)) : value.contains(wanted);
    }
}
