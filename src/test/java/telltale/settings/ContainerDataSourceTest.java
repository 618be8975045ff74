package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.sqlite.SQLiteDataSource;
import telltale.settings.DatabaseSettings.ContainerDataSource;
import telltale.settings.DatabaseSettings.Embedded;

class ContainerDataSourceTest {
    private static final String NAME = "jdbc/telltale";
    private static final String URL = "TELLTALE_DATABASE_URL";

    /** A data source whose text contains its password, like that of some connection pools. */
    private static final DataSource POOL = new SQLiteDataSource() {
        @Override
        public String toString() {
            return "a pool with the password hidden";
        }
    };

    private static Optional<Object> broken(String name) {
        throw new InvalidSettingsException(List.of("JNDI has " + name + ", but it is broken."));
    }

    @Test
    void theContainersDataSourceIsUsedIfNoUrlIsSet() {
        Settings settings = Given.besides(NAME, POOL);
        assertEquals(new ContainerDataSource(POOL), settings.database());
        assertEquals(List.of(), settings.warnings());
        assertTrue(settings.effective().contains(new EffectiveSetting(URL, "the data source jdbc/telltale", "JNDI")));
    }

    @Test
    void aUrlTakesPrecedenceWithAWarning() {
        Settings settings = Given.besides(NAME, POOL, URL, "jdbc:sqlite:");
        assertEquals(new Embedded(Path.of(Given.HOME, "telltale.db")), settings.database());
        assertEquals(
                List.of(
                        "TELLTALE_DATABASE_URL is set and takes precedence; the server's JNDI jdbc/telltale has no effect. Remove"
                                + " one of the two."),
                settings.warnings());
    }

    @Test
    void credentialsForADataSourceHaveNoEffect() {
        assertEquals(
                List.of(
                        "TELLTALE_DATABASE_PASS (environment) has no effect: the server's JNDI jdbc/telltale has a login"
                                + " of its own."),
                Given.besides(NAME, POOL, "TELLTALE_DATABASE_PASS", "hidden").warnings());
    }

    @Test
    void anotherTypeOfObjectIsRejected() {
        assertEquals(
                List.of(
                        "JNDI jdbc/telltale is a java.util.concurrent.atomic.AtomicReference, not a javax.sql.DataSource. Correct or remove"
                                + " it in the server's configuration."),
                problems(() -> Given.besides(NAME, new AtomicReference<>("hidden"))));
    }

    @Test
    void aBrokenDataSourceStopsTheStartOnlyIfNeeded() {
        String sentence = "JNDI has jdbc/telltale, but it is broken.";
        assertEquals(List.of(sentence), problems(() -> Given.besides(ContainerDataSourceTest::broken)));
        assertEquals(
                List.of(sentence),
                Given.besides(ContainerDataSourceTest::broken, URL, "jdbc:sqlite:")
                        .warnings());
    }

    @Test
    void theTextOfADataSourceIsNeverShown() {
        assertFalse(new ContainerDataSource(POOL).toString().contains("hidden"));
    }

    private static List<String> problems(Executable start) {
        return assertThrows(InvalidSettingsException.class, start).problems();
    }
}
