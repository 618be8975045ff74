package telltale.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** The commands of {@code java -jar app.war} and their exit statuses. */
public final class CommandLine {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;
    /** For a command that checks; 1 means that the check found an error. */
    static final int COULD_NOT_CHECK = 2;
    /** EX_SOFTWARE of sysexits.h. */
    static final int SOFTWARE_ERROR = 70;

    /** Ends the server with its parent process, for build tools that do not stop their child processes. */
    private static final String ENDS_WITH_PARENT = "telltale.launcher.ends-with-parent";

    private static final Set<String> TAKES_ARGUMENTS =
            Set.of("audit", "doctor", "inbound", "judge", "keys", "move", "privacy-report", "rejudge", "sign-in");

    private static final String HELP = """
        Telltale: self-hosted email tracking.

        java -jar app.war [command]

          run       start the server (the default)
          recount   compare every counter with the stored events, with or without a running server;
                    exits with 0 if all are right, 1 if one differs, 2 if it could not check
          audit verify
                    check that no row of the audit log is missing or was changed, with or without a
                    running server; exits with 0 if none is, 1 if one is, 2 if it could not check
          move --to jdbc:postgresql://host/database
                    move the embedded database to PostgreSQL, while the server is stopped; exits
                    with 0 if all data was moved. An interrupted move continues.
          inbound [--from ADDRESS] [--to ADDRESS] < mail
                    hand a mail that came back to the running server, for mail servers that deliver
                    to a command; exits with 0 if it is stored, 75 to try again later
          inbound --classify FILE...
                    say what mails that came back mean: bounces, delays, complaints, receipts,
                    replies; writes a line of JSON a file; inbound --help explains it
          doctor [--mail] [--json]
                    check the set-up and the DNS records of the senders' domains; exits with 0 if nothing is
                    wrong, 1 with warnings, 2 with errors; with or without a running server
          judge     judge requests: reads JSON lines or an access log of nginx, Apache or HAProxy
                    from standard input, and writes a verdict a line; judge --help explains it
          keys list|add|rotate|revoke
                    API keys, each with a role; keys --help explains it; with or without a running server
          privacy-report [--to FOLDER]
                    print drafts of a record of processing, an impact assessment and processor terms (GDPR),
                    filled from the settings; privacy-report --help explains it
          rejudge   show how the current rules change older verdicts; with --apply, change them,
                    and classify returned mails again; with --apply --announce, also send
                    changed verdicts to webhooks; with or without a running server
          sign-in   print a link that signs a browser in to the dashboard once; sign-in --help explains it;
                    with or without a running server
          help      show this help
          version   show the version

        Settings come from the environment, from system properties (java -DNAME=value -jar app.war)
        and from a .env file in this folder, among them:

          TELLTALE_PORT      port of the web server (8080)
          TELLTALE_ADDRESS   listening address (127.0.0.1: this machine only)
          TELLTALE_HOME      folder of keys and data (~/.telltale)
          EMAIL_USER and EMAIL_PASS, or EMAIL_HOST
                             mail server; without them, a demo mailbox on this machine
        """;

    private final PrintStream out;
    private final PrintStream err;

    CommandLine(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs a command and exits. */
    public static void main(String[] arguments) {
        MemoryExhaustion.install();
        System.exit(new CommandLine(System.out, System.err).execute(List.of(arguments)));
    }

    /** Runs one command to its end. */
    int execute(List<String> arguments) {
        if (arguments.size() > 1 && !TAKES_ARGUMENTS.contains(arguments.get(0))) {
            return misused("Too many arguments; \"help\" lists the commands.");
        }
        String command = arguments.isEmpty() ? "run" : arguments.get(0);
        return switch (command) {
            case "run" -> run();
            case "recount" -> recount();
            case "audit" -> audit(arguments.subList(1, arguments.size()));
            case "move" -> move(arguments.subList(1, arguments.size()));
            case "inbound" -> inbound(arguments.subList(1, arguments.size()));
            case "doctor" -> doctor(arguments.subList(1, arguments.size()));
            case "judge" -> judge(arguments.subList(1, arguments.size()));
            case "keys" -> keys(arguments.subList(1, arguments.size()));
            case "privacy-report" -> privacyReport(arguments.subList(1, arguments.size()));
            case "rejudge" -> rejudge(arguments.subList(1, arguments.size()));
            case "sign-in" -> signIn(arguments.subList(1, arguments.size()));
            case "help", "-h", "--help" -> print(HELP.stripTrailing());
            case "version", "-v", "--version" -> print("Telltale " + version());
            default -> misused("Unknown command \"" + command + "\"; \"help\" lists the commands.");
        };
    }

    static String version() {
        String version = CommandLine.class.getPackage().getImplementationVersion();
        return version == null ? "(not built)" : version;
    }

    private int recount() {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) -> loaders.command("telltale.app.commands.RecountCommand", out, err));
    }

    private int audit(List<String> arguments) {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.AuditCommand", arguments, out, err));
    }

    private int move(List<String> arguments) {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) -> loaders.command("telltale.app.commands.MoveCommand", arguments, out, err));
    }

    private int inbound(List<String> arguments) {
        return fromUnpackedWar(
                SOFTWARE_ERROR,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.InboundCommand", arguments, out, err));
    }

    private int doctor(List<String> arguments) {
        return fromUnpackedWar(
                SOFTWARE_ERROR,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.DoctorCommand", arguments, out, err));
    }

    private int judge(List<String> arguments) {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.JudgeCommand", arguments, out, err));
    }

    private int keys(List<String> arguments) {
        return fromUnpackedWar(
                SOFTWARE_ERROR,
                (folder, loaders, atExit) -> loaders.command("telltale.app.commands.KeysCommand", arguments, out, err));
    }

    private int signIn(List<String> arguments) {
        return fromUnpackedWar(
                SOFTWARE_ERROR,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.SignInCommand", arguments, out, err));
    }

    private int privacyReport(List<String> arguments) {
        return fromUnpackedWar(
                SOFTWARE_ERROR,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.PrivacyReportCommand", arguments, out, err));
    }

    private int rejudge(List<String> arguments) {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) ->
                        loaders.command("telltale.app.commands.RejudgeCommand", arguments, out, err));
    }

    private int run() {
        return fromUnpackedWar(FAILED, (folder, loaders, atExit) -> {
            Callable<Integer> server = loaders.newRun(folder, version());
            atExit.add((AutoCloseable) server);
            return server.call();
        });
    }

    /** Work with the classes of the WAR; returns the exit status. */
    private interface Task {
        int run(WorkFolder folder, ClassLoaders loaders, ShutdownActions atExit) throws Exception;
    }

    private int fromUnpackedWar(int failureStatus, Task task) {
        // Not closed here: the shutdown hook does it once, however the process ends.
        ShutdownActions atExit = ShutdownActions.install();
        if (Boolean.getBoolean(ENDS_WITH_PARENT)) {
            ProcessHandle.current().parent().ifPresent(CommandLine::endWith);
        }
        try {
            WorkFolder folder = WorkFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
            atExit.add(folder);
            folder.unpack(ownFile());
            ClassLoaders loaders = ClassLoaders.over(folder);
            atExit.add(loaders);
            return task.run(folder, loaders, atExit);
        } catch (LaunchException reason) {
            err.println(reason.sentence());
            return failureStatus;
        } catch (Exception defect) {
            err.println("Telltale stopped because of an internal error:");
            defect.printStackTrace(err);
            return failureStatus;
        }
    }

    private static void endWith(ProcessHandle parent) {
        Runnable watch = () -> {
            parent.onExit().join();
            System.exit(DONE);
        };
        Thread watcher = new Thread(watch, "parent watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    private static Path ownFile() throws IOException, URISyntaxException {
        Path file = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (!Files.isRegularFile(file)) {
            throw new LaunchException("Start Telltale from its WAR: java -jar app.war.");
        }
        return file;
    }

    private int print(String text) {
        out.println(text);
        return DONE;
    }

    private int misused(String sentence) {
        err.println(sentence);
        return MISUSED;
    }
}
