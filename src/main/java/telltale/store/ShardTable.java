package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/** What the first database knows about the others, and what each of them knows about itself. Writes are durable. */
public interface ShardTable {
    /**
     * The rows of a database have numbers from its own number times this, which JavaScript can represent for each. Only campaigns are
     * numbered from 1 in all databases; their numbers are used within one.
     */
    long ROWS = 1L << 42;

    /** The number of the database that has a row with a number. */
    static int shard(long row) {
        return (int) (row / ROWS);
    }

    /**
     * A further database.
     *
     * @param id a random identifier that is stored in it, too
     * @param since an identifier with this number that was created earlier has it by chance; null: it gets no mail yet
     */
    record Entry(int number, UUID id, @Nullable Instant since) {}

    /** What a database is. */
    record Self(int number, UUID id) {}

    /** The further databases, in the order of their numbers. */
    List<Entry> all();

    /** Adds a further database, unless there is one with its number, and returns the entry of that number. */
    Entry add(int number, UUID id);

    /**
     * Lets a further database get mail from now on, if it was told of everybody who decided anything, and every node whose lease has
     * not expired knows of it.
     *
     * @return whether it gets mail
     */
    boolean activate(int number);

    /** What this database is; empty if it is the first or not used yet. */
    Optional<Self> self();

    /**
     * Makes this database a further one, whose rows are numbered apart from those of all others.
     *
     * @return what it is then
     * @throws IllegalStateException if it has messages, deliveries, persons or another number already: also if it was a further one of a
     *     first database that does not know it any more, because that was restored from an older backup
     */
    Self become(int number);

    /** The number of the database of the message under an Idempotency-Key; empty if there is none. */
    Optional<Integer> placed(ImmutableBytes keyHash);

    /** Decides which database a message under an Idempotency-Key is stored in, unless that is decided, and returns its number. */
    int place(ImmutableBytes keyHash, int shard, Instant now);

    /** The number of the database in which a message under an Idempotency-Key is or was to be stored. */
    record Placed(ImmutableBytes keyHash, int shard) {}

    /**
     * Keys that came last before a time, in their order.
     *
     * @param after the key after which they begin
     */
    List<Placed> placedBefore(Instant before, ImmutableBytes after, int limit);

    /** Forgets keys unless they came again since a time. */
    void forget(List<ImmutableBytes> keyHashes, Instant before);

    /** Those of some keys under which this database has a message. */
    Set<ImmutableBytes> used(List<ImmutableBytes> keyHashes);

    /** Adds a campaign to those that the first database lists, unless it does. */
    void addCampaign(String name);

    /** Campaigns with the counts of this database in the time of a query, in order; zero for one that it does not know. */
    List<CampaignPage.Campaign> campaigns(List<String> names, CampaignQuery time);

    /** The events that wait for further databases. */
    ParkedEvents parked();

    /** What further databases are told about persons. */
    PersonNews personNews();

    /** The copies of persons in this database, if it is a further one. */
    PersonCopies personCopies();
}
