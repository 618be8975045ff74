package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.CampaignPage;
import telltale.store.CampaignQuery;
import telltale.store.ParkedEvents;
import telltale.store.PersonCopies;
import telltale.store.PersonNews;
import telltale.store.ShardTable;

/** What is known about the further databases, in a relational database that several nodes share. */
final class JdbcShardTable implements ShardTable {
    private static final Sql ALL = Sql.of("select number, id, since from shards order by number");
    private static final Sql FIND = Sql.of("select number, id, since from shards where number = :number");
    private static final Sql SELF = Sql.of("select number, id from shard_self");
    private static final Sql BECOME = Sql.of("insert into shard_self (number, id) values (:number, :id)");
    private static final Sql USED = Sql.of("""
            select 1 from (
                select number from messages union all select number from deliveries union all select number from persons
                union all select number from shards) used limit 1""");
    /** Campaigns are not renumbered, because {@link CampaignSeries} calculates with their numbers. */
    private static final Sql NUMBERED = Sql.of("""
            select table_name, column_name from information_schema.columns
            where table_schema = current_schema() and is_identity = 'YES' and data_type = 'bigint'
                and table_name <> 'campaigns'""");

    private static final Sql PLACED = Sql.of("select shard from placed_keys where key = :key");
    private static final Sql PLACE = Sql.of("""
            insert into placed_keys (key, placed_at, shard) values (:key, :now, :shard)
            on conflict (key) do update set placed_at = excluded.placed_at""");
    private static final Sql PLACED_BEFORE = Sql.of("""
            select key, shard from placed_keys where key > :after and placed_at < :before order by key limit :limit""");
    private static final Sql FORGET = Sql.of("delete from placed_keys where key = :key and placed_at < :before");
    private static final Sql MESSAGE = Sql.of("select 1 from messages where key = :key");

    private static final Sql ADD =
            Sql.of("insert into shards (number, id) values (:number, :id) on conflict do nothing");

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final Sql activate;

    JdbcShardTable(Database database, CampaignCounters campaigns, JdbcPersons persons, Dialect dialect) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.activate = Sql.of("""
                update shards set since = coalesce(since, %1$s) where number = :number and (since is not null
                    or (told is not null and not exists (select 1 from leases l where l.until > %1$s
                        and (l.shards is null or not (:number = any (l.shards))))))""".formatted(dialect.nowMillis()));
    }

    @Override
    public List<Entry> all() {
        return database.read(
                "listing the databases",
                connection -> ALL.on(connection, database).all(JdbcShardTable::entry));
    }

    @Override
    public Entry add(int number, UUID id) {
        return database.write("adding a database", connection -> {
            ADD.on(connection, database).bind("number", number).bind("id", id).update();
            return FIND.on(connection, database)
                    .bind("number", number)
                    .first(JdbcShardTable::entry)
                    .orElseThrow(() -> new IllegalStateException("database " + id + " has another number"));
        });
    }

    private static Entry entry(Row row) throws SQLException {
        return new Entry(row.integer("number"), row.id("id"), row.nullableInstant("since"));
    }

    @Override
    public boolean activate(int number) {
        return database.write(
                "letting a database get mail",
                connection ->
                        activate.on(connection, database).bind("number", number).update() == 1);
    }

    @Override
    public Optional<Self> self() {
        return database.read("reading what the database is", this::self);
    }

    private Optional<Self> self(Connection connection) throws SQLException {
        return SELF.on(connection, database).first(row -> new Self(row.integer("number"), row.id("id")));
    }

    @Override
    public Self become(int number) {
        if (number < 1 || number >= Uuid7.SHARDS) {
            throw new IllegalArgumentException("the number of a further database is from 1 to " + (Uuid7.SHARDS - 1));
        }
        return database.write("making the database a further one", connection -> {
            database.lockMigrations(connection);
            Optional<Self> self = self(connection);
            boolean isUsed = USED.on(connection, database).exists();
            if (self.isPresent() && self.get().number() == number && !isUsed) {
                return self.get();
            }
            if (self.isPresent() || isUsed) {
                throw new IllegalStateException(
                        "A database that is in use cannot become that of shard " + number + ".");
            }
            numberFrom(connection, number * ROWS + 1);
            Self made = new Self(number, UUID.randomUUID());
            BECOME.on(connection, database)
                    .bind("number", number)
                    .bind("id", made.id())
                    .update();
            return made;
        });
    }

    private void numberFrom(Connection connection, long first) throws SQLException {
        List<String> statements = NUMBERED.on(connection, database)
                .all(row -> "alter table " + row.text("table_name") + " alter column " + row.text("column_name")
                        + " restart with " + first);
        try (Statement statement = connection.createStatement()) {
            for (String restart : statements) {
                statement.execute(restart);
            }
        }
    }

    @Override
    public Optional<Integer> placed(ImmutableBytes keyHash) {
        return database.read("finding a message", connection -> placed(connection, keyHash));
    }

    private Optional<Integer> placed(Connection connection, ImmutableBytes keyHash) throws SQLException {
        return PLACED.on(connection, database).bind("key", keyHash.toBytes()).first(row -> row.integer("shard"));
    }

    @Override
    public int place(ImmutableBytes keyHash, int shard, Instant now) {
        return database.write("placing a message", connection -> {
            PLACE.on(connection, database)
                    .bind("key", keyHash.toBytes())
                    .bind("now", now)
                    .bind("shard", shard)
                    .update();
            return placed(connection, keyHash).orElseThrow();
        });
    }

    @Override
    public List<Placed> placedBefore(Instant before, ImmutableBytes after, int limit) {
        return database.read(
                "looking for old keys",
                connection -> PLACED_BEFORE
                        .on(connection, database)
                        .bind("after", after.toBytes())
                        .bind("before", before)
                        .bind("limit", limit)
                        .all(row -> new Placed(new ImmutableBytes(row.bytes("key")), row.integer("shard"))));
    }

    @Override
    public void forget(List<ImmutableBytes> keyHashes, Instant before) {
        database.write("forgetting old keys", connection -> {
            FORGET.batch(
                    connection,
                    database,
                    keyHashes,
                    (delete, key) -> delete.bind("key", key.toBytes()).bind("before", before));
            return keyHashes;
        });
    }

    @Override
    public Set<ImmutableBytes> used(List<ImmutableBytes> keyHashes) {
        return database.read("looking for the messages under keys", connection -> {
            Set<ImmutableBytes> used = new HashSet<>();
            for (ImmutableBytes key : keyHashes) {
                if (MESSAGE.on(connection, database).bind("key", key.toBytes()).exists()) {
                    used.add(key);
                }
            }
            return used;
        });
    }

    @Override
    public void addCampaign(String name) {
        database.write("adding a campaign", connection -> Optional.ofNullable(campaigns.number(connection, name)));
    }

    @Override
    public List<CampaignPage.Campaign> campaigns(List<String> names, CampaignQuery time) {
        return database.read("counting campaigns", connection -> campaigns.campaigns(connection, names, time));
    }

    @Override
    public ParkedEvents parked() {
        return new JdbcParkedEvents(database);
    }

    @Override
    public PersonNews personNews() {
        return persons.news();
    }

    @Override
    public PersonCopies personCopies() {
        return persons.copies();
    }
}
