package telltale.app.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import telltale.app.CommandHome;
import telltale.app.Databases;
import telltale.app.HomeFolder;
import telltale.app.StartupException;
import telltale.settings.Settings;
import telltale.store.Store;

/** Access to the data for a command: directly in the database, or through the server that has locked the home folder. */
final class CommandStore {
    private CommandStore() {}

    /**
     * Queries the database, or the running server.
     *
     * @throws StartupException if there is no data, or the server does not answer
     */
    static <T> T ask(Settings settings, Function<Store, T> database, Function<RunningServer, T> server) {
        return askWithHome(settings, home -> database.apply(home.store()), server);
    }

    /**
     * Queries or changes the database, with the keys and the audit log of the home, or the running server.
     *
     * @throws StartupException as {@link #ask}
     */
    static <T> T askWithHome(Settings settings, Function<CommandHome, T> database, Function<RunningServer, T> server) {
        settings.database().match(embedded -> requireDatabase(embedded.file()), other -> true, container -> true);
        Optional<HomeFolder> free = HomeFolder.openIfFree(settings.home());
        return free.isPresent() ? inDatabase(settings, free.get(), database) : server.apply(running(settings));
    }

    /** Whether Telltale has not been started with these settings yet, so that there are no data. */
    static boolean isNew(Settings settings) {
        return settings.database().match(embedded -> !Files.exists(embedded.file()), url -> false, jndi -> false);
    }

    private static boolean requireDatabase(Path database) {
        if (!Files.exists(database)) {
            throw new StartupException("There is no database: " + database
                    + " does not exist. Set TELLTALE_HOME to the home folder of Telltale.");
        }
        return true;
    }

    private static <T> T inDatabase(Settings settings, HomeFolder home, Function<CommandHome, T> question) {
        try (home;
                Store store = Databases.openForCommand(settings, home)) {
            return question.apply(new CommandHome(store, settings, home));
        }
    }

    private static RunningServer running(Settings settings) {
        if (settings.port() == 0) {
            throw new StartupException("The home folder " + settings.home()
                    + " is in use by a running Telltale, and TELLTALE_PORT is 0. Set it to the port of that server.");
        }
        return RunningServer.at(settings.address(), settings.port(), HomeFolder.adminKeyOf(settings.home()));
    }
}
