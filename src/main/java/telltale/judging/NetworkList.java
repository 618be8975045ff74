package telltale.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.Network;

/**
 * Addresses that belong to one kind of network, from one source.
 *
 * @param version as its source names it, or its date
 */
public record NetworkList(String name, String version, Network.Kind kind, List<AddressBlock> blocks) {
    /** Apple's egress list, the longest known, has a third of it. */
    private static final int MOST = 1_000_000;

    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:+-]{0,63}");

    public NetworkList {
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads a list: {@code version: …} and {@code network: …}, then a range a line. What stands behind a comma is left
     * out, so the lines of Apple's list can be taken as they are; so are empty lines, and those that begin with {@code #}.
     *
     * @throws InvalidDataFileException if one line is wrong; then nothing of the list holds
     */
    public static NetworkList parse(String name, String text) {
        Iterator<DataLine> lines = DataLine.each(name, text);
        String version = version(header(name, lines, "version:"));
        Network.Kind kind = kind(header(name, lines, "network:"));
        List<AddressBlock> blocks = new ArrayList<>();
        while (lines.hasNext()) {
            DataLine line = lines.next();
            if (blocks.size() == MOST) {
                throw line.bad("a list has at most " + MOST + " ranges");
            }
            blocks.add(block(line));
        }
        if (blocks.isEmpty()) {
            throw new InvalidDataFileException(name, 1, "a list has a range at the least");
        }
        return new NetworkList(name, version, kind, blocks);
    }

    /** What stands behind the word that the next line begins with. */
    private static DataLine header(String name, Iterator<DataLine> lines, String start) {
        if (!lines.hasNext()) {
            throw new InvalidDataFileException(name, 1, "a list begins with its version and its network");
        }
        DataLine line = lines.next();
        if (!line.text().startsWith(start)) {
            throw line.bad("expected \"" + start + "\"");
        }
        return new DataLine(
                name, line.number(), line.text().substring(start.length()).strip());
    }

    private static String version(DataLine line) {
        if (!VERSION.matcher(line.text()).matches()) {
            throw line.bad(line.quoted() + " is no version: up to 64 letters, digits and . _ : + -");
        }
        return line.text();
    }

    private static Network.Kind kind(DataLine line) {
        return listed().filter(kind -> kind.word().equals(line.text()))
                .findFirst()
                .orElseThrow(() -> line.bad(line.quoted() + " is none of "
                        + listed().map(Network.Kind::word).collect(Collectors.joining(", "))));
    }

    /** The kinds that no address shows by itself. */
    private static Stream<Network.Kind> listed() {
        return Arrays.stream(Network.Kind.values()).filter(kind -> kind.compareTo(Network.Kind.LOOPBACK) > 0);
    }

    private static AddressBlock block(DataLine line) {
        AddressBlock block = AddressBlock.parse(line.text().split(",", 2)[0].strip());
        if (block == null) {
            throw line.bad(line.quoted() + " is no range of addresses such as 192.0.2.0/24 or 2001:db8::/32");
        }
        if (block.isTooWide()) {
            throw line.bad(line.quoted() + " is more of the Internet than anybody has");
        }
        return block;
    }
}
