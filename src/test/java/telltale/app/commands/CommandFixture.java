package telltale.app.commands;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** Runs a command with a home of its own, and keeps what it prints. */
abstract class CommandFixture {
    @TempDir
    Path home;

    final Map<String, String> settings = new HashMap<>();
    private final Command command;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /** Runs with settings, the path of the file {@code .env}, arguments, output and errors; returns the exit status. */
    interface Command {
        int run(Map<String, String> settings, Path env, List<String> arguments, PrintStream out, PrintStream err);
    }

    CommandFixture(Command command) {
        this.command = command;
    }

    final int run(String... arguments) {
        out.reset();
        err.reset();
        settings.put("TELLTALE_HOME", home.toString());
        return command.run(
                settings,
                home.resolve(".env"),
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    final String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    final String explained() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
