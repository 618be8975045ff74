package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;

/** The numbers that rows of other tables refer to persons by, in transactions of the caller. */
final class PersonNumbers {
    private static final Sql INSERT =
            Sql.of("insert into persons (hash, masked) values (:hash, :masked) on conflict do nothing");
    private static final Sql NUMBER = Sql.of("select number from persons where hash = :hash");
    private static final Sql KEY = Sql.of("select hash from persons where number = :person");
    private static final Sql ASSIGN = Sql.of(
            "update deliveries set person = :person where person is null and lower(recipient) = lower(:address)");

    private final Database database;
    private final Sql lock;

    PersonNumbers(Database database, Dialect dialect) {
        this.database = database;
        this.lock = Sql.of("select number from persons where number = :person" + dialect.lockReferenced());
    }

    /** The number of a known person, or null. */
    @Nullable
    Long known(Connection connection, PersonKey key) throws SQLException {
        return NUMBER.on(connection, database)
                .bind("hash", key.toBytes())
                .first(row -> row.number("number"))
                .orElse(null);
    }

    /** The key of the person with a number. */
    PersonKey key(Connection connection, long person) throws SQLException {
        return KEY.on(connection, database)
                .bind("person", person)
                .first(row -> PersonKey.ofBytes(row.bytes("hash")))
                .orElseThrow();
    }

    /**
     * The number of a person, who is inserted if new.
     *
     * @param masked the address in masked form
     */
    long of(Connection connection, PersonKey key, String masked) throws SQLException {
        Long known = known(connection, key);
        if (known != null) {
            return known;
        }
        INSERT.on(connection, database)
                .bind("hash", key.toBytes())
                .bind("masked", masked)
                .update();
        return Objects.requireNonNull(known(connection, key));
    }

    /** Locks the row of a person; false if the person was erased meanwhile. */
    boolean lock(Connection connection, long person) throws SQLException {
        return lock.on(connection, database).bind("person", person).exists();
    }

    /** Assigns the deliveries from before there were persons to a person. */
    void assignOldDeliveries(Connection connection, long person, EmailAddress address) throws SQLException {
        ASSIGN.on(connection, database)
                .bind("person", person)
                .bind("address", address.toString())
                .update();
    }
}
