package telltale.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.IpRange;
import telltale.model.Network;
import telltale.rules.DataLine;
import telltale.rules.InvalidDataFileException;

/**
 * A list of address ranges of one kind of network, from one source.
 *
 * @param version the version that its source gives it, or its date
 */
public record NetworkList(String name, String version, Network.Kind kind, List<IpRange> ranges) {
    /** Three times the size of Apple's egress list, the longest known. */
    private static final int MAX_RANGES = 1_000_000;

    /** The largest IPv4 allocations to one organization are of 2^24 addresses. */
    private static final int MIN_IPV4_BITS = 8;

    private static final int MIN_IPV6_BITS = 16;

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+-]{0,63}");

    public NetworkList {
        ranges = List.copyOf(ranges);
    }

    /**
     * Parses a list: {@code version: …} and {@code network: …}, then one range per line. Text after a comma is ignored, so
     * that Apple's list can be used as published; so are empty lines and lines that begin with {@code #}.
     *
     * @throws InvalidDataFileException if any line is invalid; the list is then rejected as a whole
     */
    public static NetworkList parse(String name, String text) {
        Iterator<DataLine> lines = DataLine.each(name, text);
        String version = version(header(name, lines, "version:"));
        Network.Kind kind = kind(header(name, lines, "network:"));
        List<IpRange> ranges = new ArrayList<>();
        while (lines.hasNext()) {
            DataLine line = lines.next();
            if (ranges.size() == MAX_RANGES) {
                throw line.error("a list has at most " + MAX_RANGES + " ranges");
            }
            ranges.add(range(line));
        }
        if (ranges.isEmpty()) {
            throw new InvalidDataFileException(name, 1, "a list needs at least one range");
        }
        return new NetworkList(name, version, kind, ranges);
    }

    /** The value of the header that the next line must contain. */
    private static DataLine header(String name, Iterator<DataLine> lines, String start) {
        if (!lines.hasNext()) {
            throw new InvalidDataFileException(name, 1, "a list begins with its version and network");
        }
        DataLine line = lines.next();
        if (!line.text().startsWith(start)) {
            throw line.error("expected \"" + start + "\"");
        }
        return new DataLine(
                name, line.number(), line.text().substring(start.length()).strip());
    }

    private static String version(DataLine line) {
        if (!VERSION.matcher(line.text()).matches()) {
            throw line.error(line.quoted() + " is not a version: up to 64 letters, digits and . _ : + -");
        }
        return line.text();
    }

    private static Network.Kind kind(DataLine line) {
        return listed().filter(kind -> kind.wireName().equals(line.text()))
                .findFirst()
                .orElseThrow(() -> line.error(line.quoted() + " is not one of "
                        + listed().map(Network.Kind::wireName).collect(Collectors.joining(", "))));
    }

    /** The kinds that cannot be derived from an address alone. */
    private static Stream<Network.Kind> listed() {
        return Arrays.stream(Network.Kind.values()).filter(kind -> kind.compareTo(Network.Kind.LOOPBACK) > 0);
    }

    private static IpRange range(DataLine line) {
        IpRange range;
        try {
            range = IpRange.parseExact(line.text().split(",", 2)[0].strip());
        } catch (IllegalArgumentException invalid) {
            throw line.error(line.quoted() + " is not an address range such as 192.0.2.0/24 or 2001:db8::/32");
        }
        if (range.bits() < (range.ipv6() ? MIN_IPV6_BITS : MIN_IPV4_BITS)) {
            throw line.error(line.quoted() + " is larger than any organization's network");
        }
        return range;
    }
}
