package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which classes of the packaged WAR are visible to each other. */
final class ClassLoadersIT {
    private WorkFolder folder;
    private ClassLoaders loaders;

    @BeforeEach
    void unpack(@TempDir Path temporary) throws IOException {
        folder = WorkFolder.create(temporary);
        folder.unpack(RunningWar.WAR);
        loaders = ClassLoaders.over(folder);
    }

    @AfterEach
    void remove() throws IOException {
        loaders.close();
        folder.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "telltale.launcher.RunCommand",
                "telltale.settings.Settings",
                "org.slf4j.LoggerFactory",
                "org.slf4j.nop.NOPServiceProvider",
                "org.subethamail.smtp.server.SMTPServer",
                "jakarta.mail.Session",
                "jakarta.json.Json",
                "org.sqlite.JDBC"
            })
    void theApplicationSeesNothingOfTheLauncher(String name) {
        assertThrows(ClassNotFoundException.class, () -> loaders.tomcat().loadClass(name));
        assertDoesNotThrow(() -> loaders.launcher().loadClass(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.slf4j.spi.SLF4JServiceProvider",
                "jakarta.mail.Provider",
                "jakarta.json.spi.JsonProvider",
                "java.sql.Driver"
            })
    void noProviderOfTheLauncherIsOfferedToTheApplication(String service) {
        assertNull(loaders.tomcat().getResource("META-INF/services/" + service));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"jakarta.servlet.Servlet", "jakarta.annotation.PostConstruct", "org.apache.catalina.Context"})
    void theServersClassesAreTheSameForBoth(String name) throws ClassNotFoundException {
        assertSame(loaders.tomcat().loadClass(name), loaders.launcher().loadClass(name));
    }

    @Test
    void theLauncherDoesNotUseTheApplicationsLogging() {
        assertThrows(
                ClassNotFoundException.class,
                () -> loaders.launcher().loadClass("ch.qos.logback.classic.spi.LogbackServiceProvider"));
    }
}
