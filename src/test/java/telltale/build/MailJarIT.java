package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the jar with the transport for Jakarta Mail, which is beside the WAR. */
final class MailJarIT {
    private static final Path JAR =
            Path.of(System.getProperty("rig.war", "target/app.war")).resolveSibling("telltale-mail.jar");

    private static final int MAX_BYTES = 40_000;

    @Test
    void itHasTheTransportAndNothingElse() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> others = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/") && !name.startsWith("telltale/mail/"))
                    .sorted()
                    .toList();
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertEquals(
                    List.of(
                            "META-INF/MANIFEST.MF",
                            "META-INF/javamail.providers",
                            "META-INF/services/jakarta.mail.Provider"),
                    others);
            assertEquals("telltale.mail", manifest.getValue("Automatic-Module-Name"));
            assertTrue(manifest.getValue("Implementation-Version").matches("\\d+\\.\\d+\\.\\d+.*"));
            assertTrue(Files.size(JAR) < MAX_BYTES, () -> JAR + " is too large");
        }
    }

    @Test
    void eitherDeclarationMakesTheProtocolsKnown() throws Exception {
        for (String hidden : List.of("META-INF/javamail.providers", "META-INF/services/jakarta.mail.Provider")) {
            try (Loader loader = new Loader(JAR.toUri().toURL(), hidden)) {
                Thread thread = Thread.currentThread();
                ClassLoader before = thread.getContextClassLoader();
                thread.setContextClassLoader(loader);
                try (Transport transport = Session.getInstance(new Properties()).getTransport("telltales")) {
                    assertEquals(loader, transport.getClass().getClassLoader());
                } finally {
                    thread.setContextClassLoader(before);
                }
            }
        }
    }

    /** Loads the jar as an application server does, beside the classes under test, and without one of its files. */
    private static final class Loader extends URLClassLoader {
        private final String hidden;

        Loader(URL jar, String hidden) {
            super(new URL[] {jar}, Session.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("telltale.mail.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.equals(hidden) ? Collections.emptyEnumeration() : findResources(name);
        }
    }
}
