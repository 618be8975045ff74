package telltale.app.commands;

import jakarta.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import telltale.app.StartupException;
import telltale.audit.AuditVerification;
import telltale.audit.AuditVerification.Fault;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.StoreUnavailableException;

/** The command {@code audit}: verifies the audit log. The launcher loads it by name. */
public final class AuditCommand {
    private static final String HELP = """
        audit verify
                  check that no row of the audit log is missing or was changed, and name the first
                  that is; with or without a running server. Exits with 0 if nothing is, 1 if a row
                  is, 2 if it could not check.""";

    private static final int INTACT = 0;
    private static final int BROKEN = 1;
    private static final int COULD_NOT_CHECK = 2;

    private AuditCommand() {}

    /**
     * Verifies the audit log in the database, or by the running server if there is one.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0, 1 or 2 as the help states
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.equals(List.of("--help"))) {
            out.println(HELP);
            return INTACT;
        }
        if (!arguments.equals(List.of("verify"))) {
            err.println("Use \"audit verify\"; \"audit --help\" explains it.");
            return COULD_NOT_CHECK;
        }
        try {
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            return report(
                    CommandStore.askWithHome(
                            settings,
                            home -> home.audit().verify(home.keptHead()),
                            server -> server.ask("GET", "api/v1/audit/verify", AuditCommand::verification)),
                    out);
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
        }
        return COULD_NOT_CHECK;
    }

    private static AuditVerification verification(JsonObject json) {
        return new AuditVerification(
                json.getInt("chains"),
                json.getJsonNumber("rows").longValueExact(),
                json.isNull("broken") ? null : fault(json.getJsonObject("broken")));
    }

    private static Fault fault(JsonObject json) {
        return new Fault(
                UUID.fromString(json.getString("chain")),
                json.getJsonNumber("sequence").longValueExact(),
                json.isNull("id") ? null : UUID.fromString(json.getString("id")),
                json.getString("reason"));
    }

    private static int report(AuditVerification verified, PrintStream out) {
        String checked = verified.rows() + (verified.rows() == 1 ? " row" : " rows") + " in " + verified.chains()
                + (verified.chains() == 1 ? " chain" : " chains") + " checked: ";
        Fault fault = verified.broken();
        if (fault == null) {
            out.println(checked + "none is missing, none was changed.");
            return INTACT;
        }
        out.println(checked + "the audit log was changed.");
        out.println("  First fault: row " + fault.sequence() + " of chain " + fault.chain()
                + (fault.id() == null ? "" : " (" + fault.id() + ")") + ". " + fault.reason());
        return BROKEN;
    }
}
