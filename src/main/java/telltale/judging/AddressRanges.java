package telltale.judging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.Network;
import telltale.model.StoredConstant;

/** Ranges of one length, in order, so that one of a million is found by halving and takes 17 bytes. */
final class AddressRanges {
    private final int bits;
    private final long[] high;
    private final long[] low;
    private final byte[] kinds;

    /** @param kinds of ranges that all have that length, in any order */
    AddressRanges(int bits, Map<AddressBlock, Network.Kind> kinds) {
        this.bits = bits;
        List<Map.Entry<AddressBlock, Network.Kind>> inOrder = kinds.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(AddressBlock.IN_ORDER))
                .toList();
        this.high = inOrder.stream().mapToLong(range -> range.getKey().high()).toArray();
        this.low = inOrder.stream().mapToLong(range -> range.getKey().low()).toArray();
        this.kinds = new byte[high.length];
        for (int i = 0; i < high.length; i++) {
            this.kinds[i] = (byte) inOrder.get(i).getValue().number();
        }
    }

    int bits() {
        return bits;
    }

    /** The kind of the range that this is; null where there is none. */
    Network.@Nullable Kind kind(AddressBlock block) {
        int from = 0;
        int to = high.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            int order = AddressBlock.order(block.high(), block.low(), high[middle], low[middle]);
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
