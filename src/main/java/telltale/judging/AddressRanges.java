package telltale.judging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.IpRange;
import telltale.model.Network;
import telltale.model.StoredConstant;

/** The ranges of one prefix length in sorted arrays: a binary search finds one of a million, and each takes 17 bytes. */
final class AddressRanges {
    private final int bits;
    private final long[] high;
    private final long[] low;
    private final byte[] kinds;

    /** @param kinds the kinds of ranges that all have this prefix length, in any order */
    AddressRanges(int bits, Map<IpRange, Network.Kind> kinds) {
        this.bits = bits;
        List<Map.Entry<IpRange, Network.Kind>> sorted = kinds.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(
                        (one, other) -> compare(one.high(), one.low(), other.high(), other.low())))
                .toList();
        this.high = sorted.stream().mapToLong(range -> range.getKey().high()).toArray();
        this.low = sorted.stream().mapToLong(range -> range.getKey().low()).toArray();
        this.kinds = new byte[high.length];
        for (int i = 0; i < high.length; i++) {
            this.kinds[i] = (byte) sorted.get(i).getValue().number();
        }
    }

    int bits() {
        return bits;
    }

    private static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    /** The kind of a range of this prefix length; null if it is not listed. */
    Network.@Nullable Kind kind(IpRange range) {
        int from = 0;
        int to = high.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = compare(range.high(), range.low(), high[middle], low[middle]);
            if (order == 0) {
                return StoredConstant.of(Network.Kind.class, kinds[middle]);
            }
            if (order < 0) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return null;
    }
}
