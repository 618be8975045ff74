package telltale.store.jdbc;

import java.util.Comparator;
import java.util.UUID;

/** The order of ids in a database, by their bits without a sign; {@link UUID#compareTo} takes them for signed numbers. */
final class Uuids {
    static final Comparator<UUID> UNSIGNED = (id, other) -> {
        int high = Long.compareUnsigned(id.getMostSignificantBits(), other.getMostSignificantBits());
        return high == 0 ? Long.compareUnsigned(id.getLeastSignificantBits(), other.getLeastSignificantBits()) : high;
    };

    private Uuids() {}
}
