package telltale.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.build.DocumentedCode;
import telltale.openapi.CommandRunner.Result;

/** Generates clients by the command in {@code docs/API.md}, and runs the Java client. */
@Timeout(600)
class GeneratedClientFullIT {
    /** The generator and the libraries of the Java client, which Maven copies there with -Pfull. */
    private static final Path LIBRARIES = Path.of("target", "openapi-generator").toAbsolutePath();

    private static final String GENERATOR = "openapi-generator-cli.jar";

    @TempDir
    private Path folder;

    private CommandRunner commands;

    @BeforeEach
    void prepare() throws IOException {
        commands = new CommandRunner(folder);
        Files.createSymbolicLink(folder.resolve(GENERATOR), LIBRARIES.resolve(GENERATOR));
        Files.copy(Path.of("src/main/resources/telltale/web/api/openapi.json"), folder.resolve("openapi.json"));
    }

    @Test
    void theJavaClientCompilesSendsAndLists() throws Exception {
        generate(code("shell"));
        Files.writeString(folder.resolve("Send.java"), code("java"));
        run(compiler());
        try (ServedApplication application = new ServedApplication(folder.resolve("application"), Map.of())) {
            Result sent = commands.run(
                    Map.of("TELLTALE_URL", application.url(), "TELLTALE_KEY", application.adminKey),
                    List.of(
                            CommandRunner.jdk("java"),
                            "-cp",
                            "classes" + File.pathSeparator + LIBRARIES.resolve("*"),
                            "Send",
                            "ann@example.com",
                            "welcome-ann"));
            assertEquals(0, sent.exit(), sent::toString);
            assertTrue(sent.output().matches("Queued: (\\S{36})\n\\1 to ann@example.com\n"), sent::toString);
        }
    }

    /** Syntax only: its libraries are not in Debian. */
    @Test
    void thePythonClientCompiles() throws Exception {
        generate("java -jar " + GENERATOR + " generate -g python -i openapi.json -o client");
        run(List.of("python3", "-m", "compileall", "-q", "client"));
    }

    private static String code(String language) throws IOException {
        return DocumentedCode.after("\n## Generated clients\n", "API.md", language);
    }

    /** Runs a command of the generator, which checks the document first. */
    private void generate(String command) throws Exception {
        Path java = Path.of(CommandRunner.jdk("java")).getParent();
        Result result = commands.run(
                Map.of(
                        "PATH",
                        java + File.pathSeparator + System.getenv("PATH"),
                        "JAVA_TOOL_OPTIONS",
                        "-XX:TieredStopAtLevel=1"),
                List.of("bash", "-c", command));
        assertEquals(0, result.exit(), result::toString);
    }

    private List<String> compiler() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                CommandRunner.jdk("javac"),
                "-J-XX:TieredStopAtLevel=1",
                "-nowarn",
                "-d",
                "classes",
                "-cp",
                LIBRARIES.resolve("*").toString(),
                "Send.java"));
        try (Stream<Path> sources = Files.walk(folder.resolve("client/src/main/java"))) {
            sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
        }
        return command;
    }

    private void run(List<String> command) throws Exception {
        Result result = commands.run(Map.of(), command);
        assertEquals(0, result.exit(), result::toString);
    }
}
