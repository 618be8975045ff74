package telltale.store.sharded;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.PersonActivities;

/**
 * The days of persons' last opens in several databases: of each person the latest. Without one of the databases nobody can be called
 * inactive, so all must be available.
 */
final class ShardedActivities implements PersonActivities {
    private final ShardSet shards;

    ShardedActivities(ShardSet shards) {
        this.shards = shards;
    }

    @Override
    public List<Inactive> inactive(LocalDate since, @Nullable PersonKey after, int limit) {
        List<Inactive> found = new ArrayList<>();
        PersonKey from = after;
        while (found.size() < limit) {
            List<Inactive> candidates = candidates(since, from, limit);
            if (candidates.isEmpty()) {
                break;
            }
            candidates.stream()
                    .filter(one -> of(one.address())
                            .filter(day -> !day.isBefore(since))
                            .isEmpty())
                    .limit(limit - found.size())
                    .forEach(found::add);
            from = candidates.get(candidates.size() - 1).person();
        }
        return found;
    }

    /** Persons who are inactive in some database, the first of all. */
    private List<Inactive> candidates(LocalDate since, @Nullable PersonKey after, int limit) {
        Map<String, Inactive> candidates = new TreeMap<>();
        for (int number : shards.numbers()) {
            shards.ask(number, store -> store.persons().activity().inactive(since, after, limit))
                    .forEach(one -> candidates.putIfAbsent(one.person().hex(), one));
        }
        return candidates.values().stream().limit(limit).toList();
    }

    @Override
    public Optional<LocalDate> of(EmailAddress address) {
        return shards.numbers().stream()
                .flatMap(number ->
                        shards.ask(number, store -> store.persons().activity().of(address)).stream())
                .max(Comparator.naturalOrder());
    }

    @Override
    public int forgetBefore(Instant cutoff) {
        return shards.askEach(store -> store.persons().activity().forgetBefore(cutoff)).values().stream()
                .mapToInt(count -> count)
                .sum();
    }
}
