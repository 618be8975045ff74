package telltale.app.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import telltale.app.Databases;
import telltale.app.HomeFolder;
import telltale.app.StartupException;
import telltale.settings.Settings;
import telltale.store.Store;

/** The data that a command works on: in the database where no server keeps the home folder, and else through the server. */
final class CommandStore {
    private CommandStore() {}

    /**
     * Asks one of the two.
     *
     * @throws StartupException if there is no data, or nobody answers for it
     */
    static <T> T ask(Settings settings, Function<Store, T> database, Function<RunningServer, T> server) {
        settings.database().match(embedded -> requireThere(embedded.file()), other -> true, container -> true);
        Optional<HomeFolder> free = HomeFolder.openIfFree(settings.home());
        return free.isPresent() ? inDatabase(settings, free.get(), database) : server.apply(running(settings));
    }

    private static boolean requireThere(Path database) {
        if (!Files.exists(database)) {
            throw new StartupException("There is nothing to count: " + database
                    + " does not exist. TELLTALE_HOME says where Telltale keeps its data.");
        }
        return true;
    }

    private static <T> T inDatabase(Settings settings, HomeFolder home, Function<Store, T> question) {
        try (home;
                Store store = Databases.openForCommand(settings.database(), home)) {
            return question.apply(store);
        }
    }

    private static RunningServer running(Settings settings) {
        if (settings.port() == 0) {
            throw new StartupException("A running Telltale keeps the home folder " + settings.home()
                    + ", and TELLTALE_PORT is 0. Set it to the port that it listens on.");
        }
        return RunningServer.at(settings.address(), settings.port(), HomeFolder.adminKeyOf(settings.home()));
    }
}
