package telltale.app.commands;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import telltale.app.StartupException;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** The command {@code recount}: compares every counter with the stored events. The launcher loads it by name. */
public final class RecountCommand {
    private static final int ALL_RIGHT = 0;
    private static final int DIFFERENT = 1;
    private static final int COULD_NOT_CHECK = 2;

    private RecountCommand() {}

    /**
     * Recounts in the database, or in the running server if there is one.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0 if nothing differs, 1 if a counter differs, 2 if it could not be checked
     */
    public static int run(Map<String, String> defaults, Path envFile, PrintStream out, PrintStream err) {
        try {
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            return report(CommandStore.ask(settings, Store::recount, RunningServer::recount), out);
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
        }
        return COULD_NOT_CHECK;
    }

    private static int report(RecountResult recount, PrintStream out) {
        String counted = recount.events() + (recount.events() == 1 ? " event" : " events") + " recounted: ";
        if (recount.different() == 0) {
            out.println(counted + "every counter matches.");
            return ALL_RIGHT;
        }
        out.println(
                counted + recount.different() + (recount.different() == 1 ? " counter differs." : " counters differ."));
        recount.differences().forEach(line -> out.println("  " + line));
        long omitted = recount.different() - recount.differences().size();
        if (omitted > 0) {
            out.println("  and " + omitted + " more");
        }
        return DIFFERENT;
    }
}
