package telltale.app.commands;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import telltale.app.Databases;
import telltale.app.HomeFolder;
import telltale.app.NodeKeys;
import telltale.app.StartupException;
import telltale.settings.DatabaseSettings;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.RecountResult;
import telltale.store.StoreUnavailableException;
import telltale.store.move.DatabaseMove;

/** The command {@code move}: moves the embedded database to PostgreSQL. The launcher loads it by name. */
public final class MoveCommand {
    private static final int MOVED = 0;
    private static final int DIFFERENT = 1;
    private static final int COULD_NOT_MOVE = 2;
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);
    private static final String DATABASE = "TELLTALE_DATABASE_URL";
    private static final String USAGE = "Usage: move --to jdbc:postgresql://host/database. Set the login in"
            + " TELLTALE_DATABASE_USER and TELLTALE_DATABASE_PASS.";

    private MoveCommand() {}

    /**
     * Moves all data, and recounts it there.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @param arguments {@code --to} and the URL
     * @return the exit status: 0 if all data was moved and every counter is right, 1 if a counter differs, 2 if the move
     *     failed
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (arguments.size() != 2 || !arguments.get(0).equals("--to")) {
                throw new StartupException(USAGE);
            }
            Sources sources = Sources.standard(envFile, defaults);
            Settings target = Settings.load(sources.withOverride(DATABASE, arguments.get(1)));
            return report(move(target, out), out);
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
        }
        return COULD_NOT_MOVE;
    }

    private static RecountResult move(Settings target, PrintStream out) {
        DatabaseSettings.PostgreSql server =
                target.database().match(embedded -> null, postgreSql -> postgreSql, container -> null);
        Path file = target.home().resolve("telltale.db");
        if (server == null) {
            throw new StartupException(USAGE);
        }
        if (!Files.exists(file)) {
            throw new StartupException("There is no database to move: " + file
                    + " does not exist. Set TELLTALE_HOME to the home folder of Telltale.");
        }
        HomeFolder home = HomeFolder.openIfFree(target.home())
                .orElseThrow(() -> new StartupException(
                        "The home folder " + target.home() + " is in use by a running server. Stop it first."));
        try (home;
                DatabaseMove move = new DatabaseMove(
                        file, home.file("native"), LOCK_TIMEOUT, Databases.connect(server), out::println)) {
            move.prepare();
            new NodeKeys(home, target.secret(), target.trackKey()).share(move.secrets());
            return move.run();
        }
    }

    private static int report(RecountResult recount, PrintStream out) {
        recount.differences().forEach(out::println);
        out.println(
                recount.different() == 0
                        ? "Moved " + recount.events() + " events; every counter matches them. Set " + DATABASE
                                + " for the server now. The embedded database was not changed."
                        : recount.different() + " counters differ from the events.");
        return recount.different() == 0 ? MOVED : DIFFERENT;
    }
}
