package telltale.judging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.Network;

/**
 * Addresses that belong to one kind of network, from one source.
 *
 * @param version as its source names it, or its date
 */
public record NetworkList(String name, String version, Network.Kind kind, List<Block> blocks) {
    /** Apple's egress list, the longest known, has a third of it. */
    private static final int MOST = 1_000_000;

    public NetworkList {
        blocks = List.copyOf(blocks);
    }

    /**
     * Reads a list: {@code version: …} and {@code network: …}, then a range a line. What stands behind a comma is left
     * out, so the lines of Apple's list can be taken as they are.
     *
     * @throws BadLine if one line is wrong; then nothing of the list holds
     */
    public static NetworkList parse(String name, String text) {
        List<Line> lines = Line.of(name, text);
        String version = header(name, lines, 0, "version: ");
        Network.Kind kind = kind(lines, header(name, lines, 1, "network: "));
        if (lines.size() > MOST) {
            throw lines.get(MOST).bad("a list has at most " + MOST + " lines");
        }
        List<Block> blocks = new ArrayList<>();
        lines.subList(2, lines.size()).forEach(line -> blocks.add(block(line)));
        return new NetworkList(name, version, kind, blocks);
    }

    private static String header(String name, List<Line> lines, int index, String start) {
        if (lines.size() <= index) {
            throw new BadLine(name, 1, "a list begins with its version and its network");
        }
        Line line = lines.get(index);
        if (!line.text().startsWith(start)) {
            throw line.bad("expected \"" + start.strip() + "\"");
        }
        return line.text().substring(start.length()).strip();
    }

    private static Network.Kind kind(List<Line> lines, String word) {
        return listed().filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> lines.get(1)
                        .bad("\"" + word + "\" is none of "
                                + listed().map(Network.Kind::word).collect(Collectors.joining(", "))));
    }

    /** The kinds that no address shows by itself. */
    private static Stream<Network.Kind> listed() {
        return Arrays.stream(Network.Kind.values()).filter(kind -> kind.compareTo(Network.Kind.LOOPBACK) > 0);
    }

    private static Block block(Line line) {
        Block block = Block.parse(line.text().split(",", 2)[0].strip());
        if (block == null) {
            throw line.bad("\"" + line.text() + "\" is no range of addresses such as 192.0.2.0/24 or 2001:db8::/32");
        }
        return block;
    }
}
