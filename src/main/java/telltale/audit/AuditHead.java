package telltale.audit;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.ImmutableBytes;

/**
 * The end of a chain, as the process that wrote it knows it. A copy outside of the database shows that rows at the end
 * were deleted, even by a user who put an earlier state of the database back.
 */
public record AuditHead(UUID chain, long sequence, ImmutableBytes hash) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f-]{36}) ([0-9]{1,18}) ([0-9a-f]{64})\\s*");

    /** Parses a line as {@link #toString} writes it; empty if it is none. */
    public static Optional<AuditHead> parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? Optional.of(new AuditHead(
                        UUID.fromString(parts.group(1)),
                        Long.parseLong(parts.group(2)),
                        new ImmutableBytes(HexFormat.of().parseHex(parts.group(3)))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return chain + " " + sequence + " " + HexFormat.of().formatHex(hash.toBytes());
    }
}
