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

/** The command that says whether every counter is what the events say. The launcher finds it by its name. */
public final class RecountCommand {
    private static final int ALL_RIGHT = 0;
    private static final int DIFFERENT = 1;
    private static final int COULD_NOT_CHECK = 2;

    private RecountCommand() {}

    /**
     * Counts in the database where no server keeps the home folder, and else lets the server count.
     *
     * @param defaults settings that are weaker than everything that the owner said
     * @param envFile the {@code .env} file, which need not exist
     * @return what the process exits with: 0 if nothing differs, 1 if something does, 2 if nobody could tell
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
        String counted = recount.events() + (recount.events() == 1 ? " event" : " events") + " counted again: ";
        if (recount.different() == 0) {
            out.println(counted + "every counter is what they say.");
            return ALL_RIGHT;
        }
        out.println(
                counted + recount.different() + (recount.different() == 1 ? " counter differs." : " counters differ."));
        recount.differences().forEach(line -> out.println("  " + line));
        long unsaid = recount.different() - recount.differences().size();
        if (unsaid > 0) {
            out.println("  and " + unsaid + " more");
        }
        return DIFFERENT;
    }
}
