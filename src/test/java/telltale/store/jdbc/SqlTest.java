package telltale.store.jdbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Uuid7;
import telltale.store.sqlite.SqliteDatabase;

class SqlTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID ID = Uuid7.at(NOON, new Random(42));
    private static final Sql SELECT = Sql.of("select :value as value");

    private Database database;

    @BeforeEach
    void open(@TempDir Path home) {
        database = new SqliteDatabase(home.resolve("test.db"), home.resolve("native"), Duration.ofSeconds(1));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNameBecomesAPositionAtEachOccurrence() {
        assertEquals("select ? where a = ? or b = ?", text("select :one where a = :two or b = :one"));
    }

    @Test
    void stringsQuotedNamesAndCastsStayAsTheyAre() {
        assertEquals(
                "select ':no', 'it''s :no', \":no\", id::text, ?::bit(48)::bigint",
                text("select ':no', 'it''s :no', \":no\", id::text, :yes::bit(48)::bigint"));
        assertEquals("select '$1', '\\' where a = ?", text("select '$1', '\\' where a = :a"));
    }

    private static String text(String named) {
        return Sql.of(named).toString();
    }

    @Test
    void valuesOfEachTypeAreBoundAndRead() {
        assertEquals(
                List.of("x"), read(SELECT, query -> query.bind("value", "x").all(row -> row.text("value"))));
        assertEquals(List.of(7), read(SELECT, query -> query.bind("value", 7).all(row -> row.integer("value"))));
        assertEquals(
                List.of(1L), read(SELECT, query -> query.bind("value", true).all(row -> row.number("value"))));
        assertEquals(List.of(ID), read(SELECT, query -> query.bind("value", ID).all(row -> row.id("value"))));
        assertEquals(
                List.of(NOON), read(SELECT, query -> query.bind("value", NOON).all(row -> row.instant("value"))));
        byte[] octets = {1, 2};
        List<byte[]> read = read(SELECT, query -> query.bind("value", octets).all(row -> row.bytes("value")));
        assertArrayEquals(octets, read.get(0));
    }

    @Test
    void sqlNullIsReadOnlyWhereItIsExpected() {
        String none = null;
        Integer rows = read(
                SELECT,
                query -> query.bind("value", none).each(row -> {
                    assertNull(row.nullableText("value"));
                    assertNull(row.nullableBytes("value"));
                    assertNull(row.nullableInstant("value"));
                    assertEquals(0, row.number("value"));
                    assertThrows(NullPointerException.class, () -> row.text("value"));
                }));
        assertEquals(1, rows);
    }

    @Test
    void aParameterOccursSeveralTimesAndAValueWithoutAParameterIsIgnored() {
        Sql sum = Sql.of("select :a + :b + :a as sum");
        assertEquals(
                Optional.of(12L),
                read(sum, query -> query.bind("a", 5).bind("b", 2).bind("c", 9).first(row -> row.number("sum"))));
    }

    @Test
    void aParameterWithoutAValueIsRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> read(SELECT, query -> query.bind("valeu", 1).exists()));
    }

    @Test
    void aBatchRunsForEachItemAndRowsAreReadInOrder() {
        List<Long> numbers = database.write("testing", connection -> {
            Sql.of("create table things (number integer)")
                    .on(connection, database)
                    .update();
            Sql.of("insert into things values (:number)")
                    .batch(
                            connection,
                            database,
                            List.of(3L, 1L, 2L),
                            (insert, number) -> insert.bind("number", number));
            return Sql.of("select number from things order by number")
                    .on(connection, database)
                    .all(row -> row.number("number"));
        });
        assertEquals(List.of(1L, 2L, 3L), numbers);
        Sql above = Sql.of("select number from things where number > :number order by number");
        Integer rows = read(above, query -> query.bind("number", 1).each(row -> assertTrue(row.number("number") > 1)));
        assertEquals(2, rows);
        assertEquals(
                List.of(2L, 3L), read(above, query -> query.bind("number", 1).all(row -> row.number("number"))));
        Boolean isAny = read(above, query -> query.bind("number", 3).exists());
        assertFalse(isAny);
        assertEquals(
                Optional.empty(), read(above, query -> query.bind("number", 3).first(row -> row.number("number"))));
    }

    /** Runs a query. */
    @FunctionalInterface
    private interface Run<T> {
        T run(Sql.Query query) throws SQLException;
    }

    private <T> T read(Sql sql, Run<T> run) {
        return database.read("testing", connection -> run.run(sql.on(connection, database)));
    }
}
