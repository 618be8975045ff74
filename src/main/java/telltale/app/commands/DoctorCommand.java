package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.app.DoctorParts;
import telltale.app.StartupException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.Store;
import telltale.supervision.Supervisor;
import telltale.web.api.DoctorJson;

/** The command {@code doctor}: examines the set-up. The launcher loads it by name. */
public final class DoctorCommand {
    private static final String HELP = """
        doctor [--json]
                  check the set-up: settings, disk, database, mail server, and the DNS records of the senders'
                  domains; print what is wrong, what it means and what to do. Nothing is sent or changed.

        It asks name servers and connects to the mail server, with the login. With or without a running server.
        Exits with 0 if nothing is wrong, 1 if there are warnings, 2 if there are errors, 64 with wrong arguments,
        69 if the server cannot be reached now, 78 if a setting is wrong. What could not be checked changes
        nothing about the exit status. docs/DOCTOR.md explains each finding.""";

    private static final int WARNINGS = 1;
    private static final int ERRORS = 2;

    private DoctorCommand() {}

    /**
     * Examines the set-up, or lets the running server do it if there is one.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0, 1, 2, 64, 69 or 78 as the help states
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        return Sysexits.run("doctor", HELP, arguments, out, err, () -> {
            if (!Set.of(List.of(), List.of("--json")).contains(arguments)) {
                throw new Sysexits.UsageException("The only argument is --json.");
            }
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            JsonObject report = report(settings);
            if (arguments.isEmpty()) {
                DoctorText.print(report, out);
            } else {
                out.println(report);
            }
            return switch (report.getString("level")) {
                case "error" -> ERRORS;
                case "warning" -> WARNINGS;
                default -> Sysexits.OK;
            };
        });
    }

    private static JsonObject report(Settings settings) {
        boolean isNew =
                settings.database().match(embedded -> !Files.exists(embedded.file()), url -> false, jndi -> false);
        return isNew
                ? examine(settings, null)
                : CommandStore.ask(
                        settings,
                        store -> examine(settings, store),
                        server -> server.ask("GET", "api/v1/doctor", json -> json));
    }

    private static JsonObject examine(Settings settings, @Nullable Store store) {
        try {
            return DoctorJson.object(DoctorParts.doctor(
                            settings, store, List::of, null, null, Clock.systemUTC(), Supervisor.withoutExit())
                    .examine());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StartupException("The command was interrupted.", stopping);
        }
    }
}
