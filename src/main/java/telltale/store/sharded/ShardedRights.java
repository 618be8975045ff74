package telltale.store.sharded;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.store.Denials;
import telltale.store.PersonRights;
import telltale.store.StoreUnavailableException;

/**
 * The restriction and the erasure of persons in several databases. The ledger is in the first; a database that is unavailable repeats
 * what it missed before it is used again.
 */
final class ShardedRights implements PersonRights {
    private final ShardSet shards;

    ShardedRights(ShardSet shards) {
        this.shards = shards;
    }

    private PersonRights first() {
        return shards.first().persons().rights();
    }

    private boolean told(boolean result) {
        shards.copying().tell();
        return result;
    }

    @Override
    public Optional<Instant> restrictedSince(EmailAddress address) {
        return first().restrictedSince(address);
    }

    @Override
    public boolean restrict(EmailAddress address, Instant at) {
        return told(first().restrict(address, at));
    }

    @Override
    public boolean release(EmailAddress address) {
        return told(first().release(address));
    }

    /** First in the first database, whose ledger makes the others repeat it if this is interrupted. */
    @Override
    public Erased erase(EmailAddress address, Kept kept, Instant at) {
        // Suppressions of bounces that the first database does not have yet may be kept, too.
        shards.copying().tell();
        return everywhere(rights -> rights.erase(address, kept, at), ShardedRights::plus);
    }

    private <T> T everywhere(Function<PersonRights, T> work, BinaryOperator<T> sum) {
        T result = work.apply(first());
        for (int number : shards.furtherNumbers()) {
            try {
                result = sum.apply(
                        result,
                        shards.reach(number, store -> work.apply(store.persons().rights())));
            } catch (StoreUnavailableException away) {
                shards.copying().failed(number);
            }
        }
        shards.copying().tell();
        return result;
    }

    private static Erased plus(Erased one, Erased other) {
        Map<String, Integer> counts = new HashMap<>(one.counts());
        other.counts().forEach((type, count) -> counts.merge(type, count, Integer::sum));
        return new Erased(one.erasure(), one.known() || other.known(), counts, one.audited());
    }

    @Override
    public List<Erasure> erasures(@Nullable PersonKey after, int limit) {
        return first().erasures(after, limit);
    }

    @Override
    public boolean eraseAgain(Erasure erasure) {
        return everywhere(rights -> rights.eraseAgain(erasure), Boolean::logicalOr);
    }

    @Override
    public Denials denials() {
        return first().denials();
    }
}
