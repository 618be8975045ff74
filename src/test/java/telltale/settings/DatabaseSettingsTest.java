package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.DatabaseSettings.Embedded;
import telltale.settings.DatabaseSettings.PostgreSql;

class DatabaseSettingsTest {
    /** The database of {@link SettingsTest#EVERYTHING}. */
    static final PostgreSql OF_EVERYTHING = new PostgreSql(
            "jdbc:postgresql://db.example.com/mail?sslmode=verify-full",
            "keeper",
            new Secret("pass-word-2"),
            "jdbc:postgresql://copy.example.com/mail?sslmode=verify-full",
            new TreeMap<>(Map.of(1, "jdbc:postgresql://db1.example.com/mail?sslmode=verify-full")));

    @Test
    void aDatabaseFileIsRelativeToTheHome() {
        assertAll(
                () -> assertEquals(new Embedded(Path.of("/data/mail.db")), database("jdbc:sqlite:/data/mail.db")),
                () -> assertEquals(new Embedded(Path.of(Given.HOME, "a/b.db")), database("jdbc:sqlite:a/b.db")),
                () -> assertEquals(new Embedded(Path.of(Given.HOME, "telltale.db")), database("jdbc:sqlite:")),
                () -> assertEquals(
                        new Embedded(Path.of(System.getProperty("user.home"), "b.db")),
                        database("jdbc:sqlite:~/b.db")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost/telltale",
                "jdbc:postgresql://db.example.com:5433/mail",
                "jdbc:postgresql://[2001:db8::1]:5432,db2/mail?targetServerType=primary",
                "jdbc:postgresql://db/m%C3%BCller?sslmode=verify-full&sslrootcert=/etc/ssl/a.pem&connectTimeout=3"
            })
    void aDatabaseMayBeOnAServer(String url) {
        assertEquals(new PostgreSql(url, null, null), database(url));
    }

    @Test
    void furtherDatabasesHaveNumbers() {
        PostgreSql database = new PostgreSql(
                "jdbc:postgresql://db/mail",
                null,
                null,
                null,
                new TreeMap<>(
                        Map.of(1, "jdbc:postgresql://a,b/mail?sslmode=require", 1023, "jdbc:postgresql://c/mail")));
        assertEquals(
                database,
                Given.settings(
                                "TELLTALE_DATABASE_URL",
                                "jdbc:postgresql://db/mail",
                                "TELLTALE_SHARDS",
                                "1=jdbc:postgresql://a,b/mail?sslmode=require, 1023=jdbc:postgresql://c/mail")
                        .database());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://a/mail | it is not number=URL of each further database, separated by commas
            0=jdbc:postgresql://a/mail | its number 0 is not from 1 to 1023
            1024=jdbc:postgresql://a/mail | its number 1024 is not from 1 to 1023
            1=jdbc:postgresql://a/mail,1=jdbc:postgresql://b/mail | it has the number 1 twice
            1=jdbc:postgresql://a/mail,2=jdbc:postgresql://a/mail?ssl=true | the URL of number 2 is that of another number
            3=jdbc:postgresql://db/mail | the URL of number 3 is that of another number or of TELLTALE_DATABASE_URL
            1=jdbc:sqlite:a.db | the URL of number 1: jdbc:postgresql: must be followed by //host/database
            1=jdbc:postgresql://u:p@a/mail | the URL of number 1: it contains credentials
            """)
    void invalidFurtherDatabasesAreRefused(String value, String why) {
        List<String> problems =
                Given.problems("TELLTALE_DATABASE_URL", "jdbc:postgresql://db/mail", "TELLTALE_SHARDS", value);
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("TELLTALE_SHARDS"), problems::toString);
        assertTrue(problems.get(0).contains(why), problems::toString);
        assertFalse(problems.get(0).contains("u:p"), problems::toString);
    }

    @Test
    void theUrlsOfFurtherDatabasesAreShownWithoutTheirParameters() {
        assertEquals(
                "1=jdbc:postgresql://a,b/mail?…,2=jdbc:postgresql://c/mail",
                ShardUrls.mask("1=jdbc:postgresql://a,b/mail?sslmode=require, 2=jdbc:postgresql://c/mail"));
        assertEquals("…", ShardUrls.mask("jdbc:postgresql://u:p@a/mail"));
    }

    @Test
    void withoutAServerFurtherDatabasesAreRefused() {
        assertEquals(
                List.of("TELLTALE_SHARDS needs TELLTALE_DATABASE_URL with the URL of the first database, which is"
                        + " PostgreSQL. Set it, or remove TELLTALE_SHARDS."),
                Given.problems("TELLTALE_SHARDS", "1=jdbc:postgresql://a/mail"));
    }

    private static DatabaseSettings database(String value) {
        return Given.settings("TELLTALE_DATABASE_URL", value).database();
    }
}
