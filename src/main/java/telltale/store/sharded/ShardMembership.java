package telltale.store.sharded;

import java.util.List;
import java.util.Optional;
import telltale.store.ShardTable;

/** Makes sure that each database has one number, and each number one database. */
public final class ShardMembership {
    private ShardMembership() {}

    /**
     * Checks that a database is that of a shard; an unused one becomes it, and is added to what the first database knows.
     *
     * @param first what the first database knows
     * @param own what the database of the shard knows
     * @throws IllegalStateException if it is another one; nothing was changed then
     */
    public static void join(ShardTable first, ShardTable own, int number) {
        if (first.self().isPresent()) {
            throw new IllegalStateException(
                    "The first database is that of shard " + first.self().get().number() + ".");
        }
        Optional<ShardTable.Entry> known = find(first.all(), number);
        ShardTable.Self self = known.isPresent()
                ? own.self().orElseThrow(() -> new IllegalStateException(other(number)))
                : own.become(number);
        if (!first.add(number, self.id()).id().equals(self.id()) || self.number() != number) {
            throw new IllegalStateException(other(number));
        }
    }

    private static Optional<ShardTable.Entry> find(List<ShardTable.Entry> entries, int number) {
        return entries.stream().filter(entry -> entry.number() == number).findFirst();
    }

    private static String other(int number) {
        return "The database is not the one that was added as shard " + number + ".";
    }
}
