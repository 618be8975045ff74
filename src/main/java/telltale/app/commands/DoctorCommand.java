package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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
                  check the set-up: settings, disk, database, mail servers, and the DNS records of the senders'
                  domains; print what is wrong, what it means and what to do. Nothing is sent or changed.
        doctor --mail [--json]
                  let the running server send mails to itself, provoke a bounce, and fetch its tracking address
                  as mail programs do; takes up to two minutes.

        It asks name servers and connects to the mail server, with the login. With or without a running server.
        Exits with 0 if nothing is wrong, 1 if there are warnings, 2 if there are errors, 64 with wrong arguments,
        69 if the server cannot be reached now, 78 if a setting is wrong. What could not be checked changes
        nothing about the exit status. docs/DOCTOR.md explains each finding.\
        """;

    private static final int WARNINGS = 1;
    private static final int ERRORS = 2;
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    /** A test ends earlier, unless its server is stopped. */
    private static final Duration MAX_TEST = Duration.ofMinutes(5);

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
            Set<String> given = Set.copyOf(arguments);
            if (given.size() < arguments.size() || !Set.of("--json", "--mail").containsAll(given)) {
                throw new Sysexits.UsageException("The only arguments are --mail and --json, each once.");
            }
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            JsonObject report = given.contains("--mail") ? test(settings) : report(settings);
            if (given.contains("--json")) {
                out.println(report);
            } else {
                DoctorText.print(report, out);
            }
            return switch (report.getString("level")) {
                case "error" -> ERRORS;
                case "warning" -> WARNINGS;
                default -> Sysexits.OK;
            };
        });
    }

    private static JsonObject report(Settings settings) {
        return CommandStore.isNew(settings)
                ? examine(settings, null)
                : CommandStore.ask(
                        settings,
                        store -> examine(settings, store),
                        server -> server.ask("GET", "api/v1/doctor", json -> json));
    }

    /** Only a running server receives what comes back. */
    private static JsonObject test(Settings settings) {
        return CommandStore.ask(
                settings,
                store -> {
                    throw new StartupException("No server runs on this home, so no mail comes back. Start it first.");
                },
                server -> {
                    JsonObject report = server.ask("POST", "api/v1/doctor/tests", json -> json);
                    String path = "api/v1/doctor/tests/" + report.getString("id");
                    Instant end = Instant.now().plus(MAX_TEST);
                    while (report.isNull("endedAt") && Instant.now().isBefore(end)) {
                        LockSupport.parkNanos(POLL_INTERVAL.toNanos());
                        report = server.ask("GET", path, json -> json);
                    }
                    return report;
                });
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
