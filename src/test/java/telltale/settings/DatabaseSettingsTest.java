package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.DatabaseSettings.Embedded;
import telltale.settings.DatabaseSettings.PostgreSql;

class DatabaseSettingsTest {
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

    private static DatabaseSettings database(String value) {
        return Given.settings("TELLTALE_DATABASE_URL", value).database();
    }
}
