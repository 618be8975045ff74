package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

final class StatementCachingConnectionTest {
    private StatementCachingConnection connection;

    @BeforeEach
    void connect(@TempDir Path folder) throws SQLException {
        Path file = folder.resolve("test.db");
        connection = new StatementCachingConnection(
                "jdbc:sqlite:" + file, file.toString(), new SQLiteConfig().toProperties());
        execute("create table things (name text unique)");
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
    }

    @Test
    void aStatementIsCompiledOnce() throws SQLException {
        PreparedStatement first = connection.prepareStatement("select 1");
        first.close();
        first.close();

        PreparedStatement again = connection.prepareStatement("select 1");
        assertSame(first, again);
        assertNotSame(first, connection.prepareStatement("select 1"), "for it is in use");
    }

    @Test
    void parametersAreCleared() throws SQLException {
        assertEquals("a", echo("a"));
        try (PreparedStatement select = connection.prepareStatement("select ?, ?")) {
            select.setString(2, "b");
            try (ResultSet row = select.executeQuery()) {
                assertNull(row.getString(1));
            }
        }
    }

    @Test
    void unreadRowsBlockNothing() throws SQLException {
        insert("a");
        insert("b");
        try (PreparedStatement select = connection.prepareStatement("select name from things")) {
            select.executeQuery().next();
        }
        execute("drop table things");
    }

    @Test
    void aFailedStatementWorksTheNextTime() throws SQLException {
        insert("a");
        assertThrows(SQLException.class, () -> insert("a"));
        insert("b");
        assertEquals("2", text("select count(*) from things"));
    }

    @Test
    void aCachedStatementFollowsSchemaChanges() throws SQLException {
        assertEquals("0", text("select count(*) from things"));
        execute("drop table things");
        execute("create table things (number integer, name text)");
        insert("a");
        assertEquals("1", text("select count(*) from things"));
    }

    @Test
    void theOldestStatementsAreEvicted() throws SQLException {
        PreparedStatement oldest = connection.prepareStatement("select 0");
        oldest.close();
        for (int number = 1; number < 500; number++) {
            assertEquals(String.valueOf(number), text("select " + number));
        }
        assertNotSame(oldest, connection.prepareStatement("select 0"));
        assertEquals("0", text("select 0"));
    }

    @Test
    void afterTheConnectionClosingAStatementDoesNothing() throws SQLException {
        PreparedStatement open = connection.prepareStatement("select 1");
        connection.close();
        open.close();
        assertThrows(SQLException.class, () -> connection.prepareStatement("select 1"));
    }

    private String echo(String word) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select ?, ?")) {
            select.setString(1, word);
            select.setString(2, word);
            try (ResultSet row = select.executeQuery()) {
                return row.getString(1);
            }
        }
    }

    private void insert(String name) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into things (name) values (?)")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
    }

    private String text(String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            return row.getString(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
