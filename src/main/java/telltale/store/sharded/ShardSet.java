package telltale.store.sharded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.ShardTable;
import telltale.store.Shards;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/**
 * The databases of an installation by their numbers. An identifier that was created before the database with its number was
 * added has that number by chance; what it identifies is in the first database.
 */
public final class ShardSet implements Shards {
    /** How far the clocks of nodes may differ. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    /** How often a database that failed is tried again. Nobody else waits for it meanwhile. */
    private static final Duration AVOIDED = Duration.ofSeconds(5);

    /** How long, and on how many connections, a database that failed is tried again before it counts as unavailable. */
    private static final Duration PROBING = Duration.ofSeconds(1);

    private static final int MAX_BROKEN = 20;

    private final Store first;
    private final SortedMap<Integer, Store> further;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Integer, Instant> failed = new ConcurrentHashMap<>();
    private final Set<Integer> doubted = ConcurrentHashMap.newKeySet();
    private final ShardReaders readers;
    private final Watches watches = new Watches();
    private final PersonCopying copying;
    private volatile Known known = new Known(Map.of(), Instant.MIN);

    /** What the first database knew at a time. */
    private record Known(Map<Integer, Instant> since, Instant at) {}

    /**
     * @param first the database with number 0
     * @param further the others that this node has settings for, by their numbers
     * @param readers read from the further databases
     */
    ShardSet(Store first, Map<Integer, Store> further, Clock clock, RandomGenerator random, ShardReaders readers) {
        this.first = first;
        this.further = new TreeMap<>(further);
        this.clock = clock;
        this.random = random;
        this.readers = readers;
        this.copying = new PersonCopying(this, clock);
    }

    @Override
    public int of(UUID id) {
        int number = Uuid7.shard(id);
        if (number == 0) {
            return 0;
        }
        Instant created = Uuid7.instant(id);
        Instant since = since(number, created);
        return since == null || created.isBefore(since) ? 0 : number;
    }

    /** When the database with a number was added; null if it was not before an identifier with that number was created. */
    private @Nullable Instant since(int number, Instant created) {
        Instant since = known.since.get(number);
        if (since == null && !known.at.isAfter(created.plus(CLOCKS))) {
            refresh();
            since = known.since.get(number);
        }
        return since;
    }

    private void refresh() {
        Instant now = clock.instant();
        Map<Integer, Instant> since = new HashMap<>();
        for (ShardTable.Entry entry : first.shardTable().all()) {
            if (entry.since() != null) {
                since.put(entry.number(), entry.since());
            }
        }
        known = new Known(Map.copyOf(since), now);
    }

    /** Whether new messages are stored in a database, by what was last known. */
    boolean getsMail(int number) {
        return known.since.containsKey(number);
    }

    /** Lets a database get mail as soon as all nodes know it. */
    void activate(int number) {
        if (!known.since.containsKey(number) && first.shardTable().activate(number)) {
            refresh();
        }
    }

    @Override
    public int forNew(@Nullable ImmutableBytes keyHash) {
        List<Integer> usable = usable();
        int any = usable.get(random.nextInt(usable.size()));
        return keyHash == null ? any : first.shardTable().place(keyHash, any, clock.instant());
    }

    /** The databases that new messages may be stored in: without those that were added by a clock that is ahead of this one. */
    private List<Integer> usable() {
        if (!known.since.keySet().containsAll(further.keySet())) {
            refresh();
        }
        Instant now = clock.instant();
        List<Integer> usable = new ArrayList<>();
        for (int number : numbers()) {
            Instant since = number == 0 ? Instant.MIN : known.since.get(number);
            if (since != null && !now.isBefore(since) && isReachable(number) && !isDoubted(number)) {
                usable.add(number);
            }
        }
        return usable.isEmpty() ? List.of(0) : usable;
    }

    /** Whether a database has not failed since it answered last. One that has failed is tried again in the background. */
    boolean isReachable(int number) {
        Instant at = failed.get(number);
        if (at == null) {
            return true;
        }
        Instant now = clock.instant();
        boolean isTried = now.isAfter(at.plus(AVOIDED));
        if (number > 0 && isTried && failed.replace(number, at, now)) {
            var unused = readers.begin(number, () -> answers(store(number)) && failed.remove(number) != null);
        }
        return number == 0 && isTried;
    }

    @Override
    public Set<Integer> unavailable() {
        return numbers().stream().filter(number -> !isReachable(number)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The numbers of the databases that this node has settings for. */
    List<Integer> numbers() {
        List<Integer> numbers = new ArrayList<>();
        numbers.add(0);
        numbers.addAll(further.keySet());
        return numbers;
    }

    /** The numbers of the further databases that this node has settings for. */
    List<Integer> furtherNumbers() {
        return List.copyOf(further.keySet());
    }

    Store first() {
        return first;
    }

    /** The store of what has an identifier. */
    <T> T at(UUID id, Function<Store, T> work) {
        return ask(of(id), work);
    }

    /** What brings the copies of persons in further databases up to date. */
    PersonCopying copying() {
        return copying;
    }

    /**
     * Uses the database with a number, whose copies of persons are up to date.
     *
     * @throws StoreUnavailableException also if it failed just now, if it cannot be told what persons decided since, or if this node
     *     has no setting for it
     */
    <T> T ask(int number, Function<Store, T> work) {
        if (further.containsKey(number)) {
            requireReachable(number);
            copying.check(number);
        }
        return reach(number, work);
    }

    /**
     * Uses the database with a number, whose copies of persons may be old. A failure that a second attempt confirms is one of the
     * database: a single connection may have broken.
     *
     * @throws StoreUnavailableException also if it failed just now, or if this node has no setting for it
     */
    <T> T reach(int number, Function<Store, T> work) {
        Store store = store(number);
        requireReachable(number);
        try {
            T answer = work.apply(store);
            failed.remove(number);
            return answer;
        } catch (StoreUnavailableException away) {
            copying.failed(number);
            if (failed.containsKey(number) || !answers(store)) {
                failed.put(number, clock.instant());
            }
            throw away;
        }
    }

    /** What is thrown by an operation for which a database cannot be used now, though it may answer. */
    static StoreUnavailableException unavailable(String operation, int number, String reason) {
        return new StoreUnavailableException(operation + " shard " + number, new IllegalStateException(reason));
    }

    private void requireReachable(int number) {
        if (number > 0 && !isReachable(number)) {
            throw unavailable("using", number, "it did not answer just now");
        }
    }

    private Store store(int number) {
        Store store = number == 0 ? first : further.get(number);
        if (store == null) {
            throw unavailable("using", number, "this node has no setting for it");
        }
        return store;
    }

    /** Whether a database answers. After it was restarted, each connection that was just used fails once. */
    private static boolean answers(Store store) {
        long deadline = System.nanoTime() + PROBING.toNanos();
        for (int i = 0; i < MAX_BROKEN && System.nanoTime() < deadline; i++) {
            try {
                var unused = store.shardTable().self();
                return true;
            } catch (StoreUnavailableException broken) {
                // Another connection may be in order.
            }
        }
        return false;
    }

    /** Whether a database answers; one that failed just now does not. */
    boolean answers(int number) {
        try {
            run(number, store -> store.shardTable().self());
            return true;
        } catch (StoreUnavailableException away) {
            return false;
        }
    }

    /** Uses a database as {@link #ask} does, and once more if that failed although the database answers. */
    private <T> T askTwice(int number, Function<Store, T> work) {
        try {
            return ask(number, work);
        } catch (StoreUnavailableException broken) {
            if (failed.containsKey(number)) {
                throw broken;
            }
            return ask(number, work);
        }
    }

    /** Changes the database with a number, as {@link #ask} uses it. */
    void run(int number, Consumer<Store> work) {
        ask(number, store -> {
            work.accept(store);
            return store;
        });
    }

    /**
     * Uses each database, one after the other; one that is unavailable is left out, unless all are.
     *
     * @param work may be repeated
     * @return the answers by number
     */
    <T> SortedMap<Integer, T> askEach(Function<Store, T> work) {
        return askEach((store, number) -> work.apply(store));
    }

    /** Uses each database with its number, as {@link #askEach(Function)} does. */
    <T> SortedMap<Integer, T> askEach(BiFunction<Store, Integer, T> work) {
        Answers<T> answers = new Answers<>();
        for (int number : numbers()) {
            answers.add(number, () -> askTwice(number, store -> work.apply(store, number)));
        }
        return answers.some();
    }

    /** The sum over the databases that are available, as {@link #askEach(Function)} asks them. */
    int sum(ToIntFunction<Store> work) {
        return askEach(work::applyAsInt).values().stream()
                .mapToInt(count -> count)
                .sum();
    }

    /** The greatest number of the databases that are available, as {@link #askEach(Function)} asks them. */
    int max(ToIntFunction<Store> work) {
        return askEach(work::applyAsInt).values().stream()
                .mapToInt(count -> count)
                .max()
                .orElse(0);
    }

    /**
     * Uses all databases.
     *
     * @return the answers by number
     * @throws StoreUnavailableException if one of them is unavailable
     */
    <T> List<T> askAll(Function<Store, T> work) {
        return numbers().stream().map(number -> ask(number, work)).toList();
    }

    /**
     * What one of the databases has; empty if none has it.
     *
     * @throws StoreUnavailableException if one that may have it is unavailable
     */
    <T> Optional<T> findFirst(Function<Store, Optional<T>> work) {
        StoreUnavailableException missing = null;
        for (int number : numbers()) {
            try {
                Optional<T> found = ask(number, work);
                if (found.isPresent()) {
                    return found;
                }
            } catch (StoreUnavailableException away) {
                missing = away;
            }
        }
        if (missing != null) {
            throw missing;
        }
        return Optional.empty();
    }

    /**
     * Reads from all databases at the same time. One that is unavailable, or does not answer within the deadline, is left out and
     * {@linkplain #watch noted}, unless all are.
     *
     * @param work reads only: it may be repeated, and may go on after the deadline
     * @return the answers by number
     */
    <T> SortedMap<Integer, T> readEach(Function<Store, T> work) {
        return readEach((store, number) -> work.apply(store));
    }

    /** Reads from each database with its number, as {@link #readEach(Function)} does. */
    <T> SortedMap<Integer, T> readEach(BiFunction<Store, Integer, T> work) {
        IntFunction<Supplier<T>> reading = number -> () -> askTwice(number, store -> work.apply(store, number));
        SortedMap<Integer, Supplier<T>> others = new TreeMap<>();
        further.keySet().forEach(number -> others.put(number, readers.begin(number, reading.apply(number))));
        Answers<T> answers = new Answers<>();
        answers.add(0, reading.apply(0));
        others.forEach(answers::add);
        watches.note(answers.missing());
        return answers.some();
    }

    @Override
    public Watch watch() {
        return watches.begin();
    }

    /**
     * Marks a database in which this node may have claimed what it does not know of, or may have no lease: nothing is stored there as
     * being sent by this node until it has recovered what it was sending.
     */
    void doubt(int number) {
        doubted.add(number);
    }

    /** Ends a {@linkplain #doubt doubt}. */
    void settle(int number) {
        doubted.remove(number);
    }

    boolean isDoubted(int number) {
        return doubted.contains(number);
    }

    /** Splits things by the database that each belongs to, in their order. */
    <T> SortedMap<Integer, List<T>> split(List<T> things, Function<T, UUID> id) {
        SortedMap<Integer, List<T>> parts = new TreeMap<>();
        for (T thing : things) {
            parts.computeIfAbsent(of(id.apply(thing)), number -> new ArrayList<>())
                    .add(thing);
        }
        return parts;
    }

    /** Splits the numbers of rows by the database that each is in, in their order. */
    static SortedMap<Integer, List<Long>> splitRows(List<Long> rows) {
        return rows.stream().collect(Collectors.groupingBy(ShardTable::shard, TreeMap::new, Collectors.toList()));
    }

    /** Ends the use of all databases. */
    void close() {
        readers.close();
        further.values().forEach(Store::close);
        first.close();
    }
}
