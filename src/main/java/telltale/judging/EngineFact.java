package telltale.judging;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Client.Flag;
import telltale.model.WireConstant;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;

/**
 * What some versions of an engine must, may or cannot send with some requests: a line of {@code engines.txt}.
 *
 * @param first the first version; {@link EngineVersion#UNKNOWN} if it holds for all
 * @param last the last version
 * @param headers each a name, or a name, a space and a part of the value, or the whole value after an equals sign
 * @param source the reference for it
 */
record EngineFact(
        Engine engine,
        int first,
        int last,
        Set<Request> requests,
        Set<Transport> transports,
        Modality modality,
        List<String> headers,
        String source) {
    private static final String ANY = "any";
    private static final Pattern LINE =
            Pattern.compile("(?<engine>[a-z]+) (?<versions>any|(?<first>\\d{0,4})-(?<last>\\d{0,4}))"
                    + " (?<request>[a-z]+) (?<transport>[a-z]+): (?<modality>[a-z]+) (?<headers>[^;]+); (?<source>.+)");

    /** The flags that headers set; the other headers in the file set none. Of Fetch Metadata, no engine sends others alone. */
    static final Map<String, Set<Flag>> FLAGS = Map.ofEntries(
            Map.entry("Sec-CH-UA", Set.of(Flag.CLIENT_HINTS)),
            Map.entry("Sec-CH-UA-Mobile", Set.of(Flag.MOBILE_HINT, Flag.DESKTOP_HINT)),
            Map.entry("Sec-Fetch-Site", Set.of(Flag.FETCH_METADATA)),
            Map.entry("Sec-Fetch-Mode navigate", Set.of(Flag.NAVIGATION)),
            Map.entry("Sec-Fetch-User", Set.of(Flag.USER_ACTIVATION)),
            Map.entry("Accept =*/*", Set.of(Flag.ACCEPTS_ANYTHING)),
            Map.entry("Accept image/webp", Set.of(Flag.ACCEPTS_WEBP)),
            Map.entry("Accept image/avif", Set.of(Flag.ACCEPTS_AVIF)),
            Map.entry("Accept image/apng", Set.of(Flag.ACCEPTS_APNG)),
            Map.entry("Accept image/jxl", Set.of(Flag.ACCEPTS_JXL)),
            Map.entry("Accept application/signed-exchange", Set.of(Flag.ACCEPTS_EXCHANGES)),
            Map.entry("Accept-Encoding br", Set.of(Flag.BROTLI)),
            Map.entry("Accept-Encoding zstd", Set.of(Flag.ZSTANDARD)),
            Map.entry("Upgrade-Insecure-Requests", Set.of(Flag.UPGRADES_INSECURE)),
            Map.entry("Priority", Set.of(Flag.PRIORITY)),
            Map.entry("Origin", Set.of(Flag.ORIGIN)),
            Map.entry("Upgrade h2c", Set.of(Flag.UPGRADE)));

    /** What a request is for. */
    enum Request implements WireConstant {
        IMAGE,
        NAVIGATION
    }

    /** How a request is transported, because browsers send some headers only to trustworthy origins. */
    enum Transport implements WireConstant {
        /** https, and http to the machine itself */
        SECURE,
        /** http to other machines */
        INSECURE
    }

    /** What is said about a header. */
    enum Modality implements WireConstant {
        MUST,
        MAY,
        CANNOT
    }

    EngineFact {
        requests = Set.copyOf(requests);
        transports = Set.copyOf(transports);
        headers = List.copyOf(headers);
    }

    /** @throws InvalidDataFileException if the line is invalid */
    static EngineFact parse(DataLine line) {
        Matcher parts = LINE.matcher(line.text());
        if (!parts.matches()) {
            throw line.error("expected something like \"gecko 65- image any: must Accept image/webp; source\"");
        }
        boolean anyVersion = parts.group("versions").equals(ANY);
        return new EngineFact(
                constant(line, Engine.class, parts.group("engine")),
                bound(parts.group("first"), anyVersion ? EngineVersion.UNKNOWN : 0),
                bound(parts.group("last"), Integer.MAX_VALUE),
                constants(line, Request.class, parts.group("request")),
                constants(line, Transport.class, parts.group("transport")),
                constant(line, Modality.class, parts.group("modality")),
                List.of(parts.group("headers").split(", ")),
                parts.group("source"));
    }

    private static int bound(@Nullable String number, int unbounded) {
        return number == null || number.isEmpty() ? unbounded : Integer.parseInt(number);
    }

    private static <E extends Enum<E> & WireConstant> Set<E> constants(DataLine line, Class<E> type, String name) {
        return name.equals(ANY) ? EnumSet.allOf(type) : EnumSet.of(constant(line, type, name));
    }

    private static <E extends Enum<E> & WireConstant> E constant(DataLine line, Class<E> type, String name) {
        return line.constant(name, type, WireConstant::wireName);
    }

    /** Whether it is about a version. What an engine cannot send, those that are built on it cannot either. */
    boolean isAbout(Engine other, int major) {
        boolean same = modality == Modality.CANNOT ? other.is(engine) : other == engine;
        return same && major >= first && major <= last;
    }

    /** The flags that its headers set, as a bit set. */
    long flags() {
        long flags = 0;
        for (String header : headers) {
            flags |= Client.bitsOf(FLAGS.getOrDefault(header, Set.of()));
        }
        return flags;
    }
}
