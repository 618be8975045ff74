package telltale.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * DNS records from lines {@code name type value}: the types of {@link RecordType} and CNAME, {@code EMPTY} for a name without
 * records, {@code FAIL} for one whose name server reports a failure, and {@code SILENT} for one without an answer. The strings
 * of a TXT record are separated by {@code |}.
 */
public final class Zone implements Dns {
    private final List<Line> lines;

    /** One line. */
    record Line(String name, String type, String value) {
        static Line parse(String text) {
            String[] parts = text.split(" ", 3);
            return new Line(parts[0].toLowerCase(Locale.ROOT), parts[1], parts.length > 2 ? parts[2] : "");
        }
    }

    public Zone(String... lines) {
        this(Arrays.asList(lines));
    }

    public Zone(List<String> lines) {
        this.lines = lines.stream().map(Line::parse).toList();
    }

    /** The answer that a name server with these records leads to, without one. */
    @Override
    public DnsAnswer ask(String name, RecordType type) {
        if (isSilent(name) || isFailing(name)) {
            return new DnsAnswer.Failed("no name server answered");
        }
        if (!exists(name)) {
            return new DnsAnswer.NoName();
        }
        List<String> values = find(name, type.name()).stream()
                .filter(line -> line.type().equals(type.name()))
                .map(line -> type == RecordType.TXT ? line.value().replace("|", "") : line.value())
                .toList();
        return values.isEmpty() ? new DnsAnswer.NoData() : new DnsAnswer.Found(values);
    }

    boolean exists(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lines.stream()
                .anyMatch(line -> line.name().equals(lower) || line.name().endsWith("." + lower));
    }

    boolean isFailing(String name) {
        return has(name, "FAIL");
    }

    boolean isSilent(String name) {
        return has(name, "SILENT");
    }

    private boolean has(String name, String type) {
        return lines.stream()
                .anyMatch(line ->
                        line.name().equalsIgnoreCase(name) && line.type().equals(type));
    }

    /** The records of a type, after those that lead to them. */
    List<Line> find(String name, String type) {
        List<Line> found = new ArrayList<>();
        for (Line line : lines) {
            if (line.name().equalsIgnoreCase(name) && line.type().equals("CNAME")) {
                found.add(line);
                found.addAll(find(line.value(), type));
            } else if (line.name().equalsIgnoreCase(name) && line.type().equals(type)) {
                found.add(line);
            }
        }
        return found;
    }
}
