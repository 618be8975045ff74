package telltale.doctor.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import telltale.doctor.TagList;

/**
 * What a DKIM-Signature field states (RFC 6376 section 3.5).
 *
 * @param domain the signing domain, {@code d=}
 * @param fields the names of the signed fields in lower case, {@code h=}
 */
record DkimSignature(String domain, Set<String> fields) {
    DkimSignature {
        fields = Set.copyOf(fields);
    }

    /** Parses the value of a field; empty if it is malformed. */
    static Optional<DkimSignature> parse(String value) {
        try {
            TagList tags = TagList.parse(value);
            return Optional.of(new DkimSignature(
                    tags.get("d", "").toLowerCase(Locale.ROOT),
                    Arrays.stream(tags.get("h", "").split(":", -1))
                            .map(name -> name.strip().toLowerCase(Locale.ROOT))
                            .collect(Collectors.toSet())));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** Whether it covers both fields that one-click unsubscribe needs (RFC 8058 section 4). */
    boolean coversOneClick() {
        return fields.containsAll(Set.of("list-unsubscribe", "list-unsubscribe-post"));
    }
}
