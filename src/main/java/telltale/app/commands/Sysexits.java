package telltale.app.commands;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;
import telltale.app.StartupException;
import telltale.model.InvalidInputException;
import telltale.settings.InvalidSettingsException;
import telltale.store.StoreUnavailableException;

/** The exit statuses of {@code sysexits.h}, for commands that programs call. */
final class Sysexits {
    static final int OK = 0;
    private static final int USAGE = 64;
    private static final int DATA_ERROR = 65;
    private static final int UNAVAILABLE = 69;
    private static final int CONFIG = 78;

    private Sysexits() {}

    /** Signals wrong arguments. */
    static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UsageException(String sentence) {
            super(sentence);
        }
    }

    /**
     * Runs a command, and prints the reason if it fails.
     *
     * @param help what {@code --help} prints
     * @return the exit status
     */
    static int run(
            String command, String help, List<String> arguments, PrintStream out, PrintStream err, IntSupplier work) {
        if (arguments.equals(List.of("--help"))) {
            out.println(help);
            return OK;
        }
        try {
            return work.getAsInt();
        } catch (UsageException wrong) {
            err.println(wrong.getMessage() + " \"" + command + " --help\" explains it.");
            return USAGE;
        } catch (InvalidInputException refused) {
            err.println(refused.detail());
            return DATA_ERROR;
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
            return CONFIG;
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
            return UNAVAILABLE;
        }
    }
}
