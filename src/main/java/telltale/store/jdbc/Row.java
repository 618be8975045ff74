package telltale.store.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.StoredConstant;

/**
 * The current row of a result, whose columns are read by name.
 *
 * @param columns the result, for mappings that read by position
 */
record Row(ResultSet columns, Database database) {
    /** Reads a value from a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    /** Uses a row. */
    @FunctionalInterface
    interface Consumer {
        void accept(Row row) throws SQLException;
    }

    /** Reads a number; 0 for SQL null. */
    long number(String column) throws SQLException {
        return columns.getLong(column);
    }

    /** Reads a number; null for SQL null. */
    @Nullable
    Long nullableNumber(String column) throws SQLException {
        long number = number(column);
        return columns.wasNull() ? null : Long.valueOf(number);
    }

    /** Reads a number; 0 for SQL null. */
    int integer(String column) throws SQLException {
        return columns.getInt(column);
    }

    String text(String column) throws SQLException {
        return Objects.requireNonNull(nullableText(column), column);
    }

    @Nullable
    String nullableText(String column) throws SQLException {
        return columns.getString(column);
    }

    byte[] bytes(String column) throws SQLException {
        return Objects.requireNonNull(nullableBytes(column), column);
    }

    byte @Nullable [] nullableBytes(String column) throws SQLException {
        return columns.getBytes(column);
    }

    UUID id(String column) throws SQLException {
        return database.id(columns, columns.findColumn(column));
    }

    /** Reads an id; null for SQL null. */
    @Nullable
    UUID nullableId(String column) throws SQLException {
        return columns.getObject(column) == null ? null : id(column);
    }

    /** Reads a constant that is stored as its number. */
    <E extends Enum<E> & StoredConstant> E constant(Class<E> type, String column) throws SQLException {
        return StoredConstant.of(type, integer(column));
    }

    /** Reads a constant that is stored as its number; null for SQL null. */
    <E extends Enum<E> & StoredConstant> @Nullable E nullableConstant(Class<E> type, String column)
            throws SQLException {
        int number = integer(column);
        return columns.wasNull() ? null : StoredConstant.of(type, number);
    }

    /** Reads milliseconds since 1970. */
    Instant instant(String column) throws SQLException {
        return Instant.ofEpochMilli(number(column));
    }

    /** Reads milliseconds since 1970; null for SQL null. */
    @Nullable
    Instant nullableInstant(String column) throws SQLException {
        return RowMapping.instant(columns, columns.findColumn(column));
    }
}
