package telltale.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The servers that are attacked, each with the command that starts it. */
enum ServerKind {
    LAUNCHER {
        @Override
        List<String> command(Path folder, int port) {
            return List.of("-jar", WAR.toString());
        }
    },
    TOMCAT_10 {
        @Override
        List<String> command(Path folder, int port) {
            return tomcat("apache-tomcat-10", folder, port);
        }
    },
    TOMCAT_11 {
        @Override
        List<String> command(Path folder, int port) {
            return tomcat("apache-tomcat-11", folder, port);
        }
    },
    PAYARA_6 {
        @Override
        List<String> command(Path folder, int port) {
            Path micro = SERVERS.resolve("payara-micro.jar");
            require(micro);
            return List.of(
                    "-jar",
                    micro.toString(),
                    "--nocluster",
                    "--disablephonehome",
                    "--port",
                    Integer.toString(port),
                    "--deploy",
                    WAR.toString());
        }
    };

    static final Path WAR =
            Path.of(System.getProperty("hostile.war", "target/app.war")).toAbsolutePath();

    private static final Path SERVERS = Path.of("target", "servers").toAbsolutePath();
    /** The configuration that the documentation recommends. */
    private static final Path TOMCAT = Path.of("src", "test", "tomcat").toAbsolutePath();

    /**
     * Returns the arguments after {@code java} and the JVM options.
     *
     * @param folder a folder to which the server may write
     */
    abstract List<String> command(Path folder, int port);

    /** Returns the kind with a name such as {@code tomcat-10}. */
    static ServerKind named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Creates a separate {@code catalina.base}; {@code server.xml} reads the port from a system property. */
    private static List<String> tomcat(String name, Path folder, int port) {
        Path program = unpacked(name);
        Path base = folder.resolve(name);
        try {
            copy(TOMCAT.resolve("conf"), base.resolve("conf"));
            Files.deleteIfExists(base.resolve("conf/Catalina/localhost/manager.xml"));
            Files.copy(
                    program.resolve("conf/web.xml"), base.resolve("conf/web.xml"), StandardCopyOption.REPLACE_EXISTING);
            Files.createDirectories(base.resolve("temp"));
            Files.createDirectories(base.resolve("webapps"));
            Files.copy(WAR, base.resolve("webapps/app.war"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
        return List.of(
                "-Drig.http.port=" + port,
                "-Dcatalina.home=" + program,
                "-Dcatalina.base=" + base,
                "-Djava.util.logging.config.file=" + base.resolve("conf/logging.properties"),
                "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                "-cp",
                program.resolve("bin/bootstrap.jar") + ":" + program.resolve("bin/tomcat-juli.jar"),
                "org.apache.catalina.startup.Bootstrap",
                "start");
    }

    private static Path unpacked(String name) {
        require(SERVERS);
        try (Stream<Path> found = Files.list(SERVERS)) {
            return found.filter(path -> path.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            name + " is missing in " + SERVERS + ": mvn pre-integration-test -DskipTests unpacks it"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void require(Path path) {
        if (!Files.exists(path)) {
            throw new IllegalStateException(path + " is missing: mvn pre-integration-test -DskipTests fetches it");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }
}
