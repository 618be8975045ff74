package telltale.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** The commands of {@code java -jar app.war}, and what each of them exits with. */
public final class CommandLine {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int MISUSED = 2;
    /** Of a command that checks: 1 says that something is wrong. */
    static final int COULD_NOT_CHECK = 2;

    /** For build tools, which forget the process that they started when they are ended themselves. */
    private static final String ENDS_WITH_PARENT = "telltale.launcher.ends-with-parent";

    private static final Set<String> TAKES_ARGUMENTS = Set.of("move", "rejudge");

    private static final String HELP = """
        Telltale: self-hosted email tracking.

        java -jar app.war [command]

          run       start the server (this is also what no command does)
          recount   check every counter against the events, whether the server runs or not;
                    exits with 0 if all are right, 1 if one differs, 2 if it could not check
          move --to jdbc:postgresql://host/database
                    take the embedded database to PostgreSQL, while the server does not run; exits
                    with 0 if everything is there. What was broken off goes on.
          judge     say what requests mean: reads one a line, as JSON, from standard input, and writes
                    a verdict a line; exits with 0 if it judged all, 1 if it skipped some
          rejudge   say what the newest rules change of what older ones said; with --apply, change it;
                    whether the server runs or not
          help      show these lines
          version   show the version

        Settings come from the environment, from system properties (java -DNAME=value -jar app.war)
        and from a .env file in this folder, among them:

          TELLTALE_PORT      where it listens (8080)
          TELLTALE_ADDRESS   on which address (127.0.0.1: this machine only)
          TELLTALE_HOME      where keys and data are kept (~/.telltale)
          EMAIL_USER and EMAIL_PASS, or EMAIL_HOST
                             where mails go; without them, to a demo mailbox on this machine
        """;

    private final PrintStream out;
    private final PrintStream err;

    CommandLine(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Ends the process. */
    public static void main(String[] arguments) {
        MemoryExhaustion.install();
        System.exit(new CommandLine(System.out, System.err).execute(List.of(arguments)));
    }

    /** Runs one command to its end. */
    int execute(List<String> arguments) {
        if (arguments.size() > 1 && !TAKES_ARGUMENTS.contains(arguments.get(0))) {
            return misused("One command at a time, please; \"help\" lists them.");
        }
        String command = arguments.isEmpty() ? "run" : arguments.get(0);
        return switch (command) {
            case "run" -> run();
            case "recount" -> recount();
            case "move" -> move(arguments.subList(1, arguments.size()));
            case "judge" -> judge();
            case "rejudge" -> rejudge(arguments.subList(1, arguments.size()));
            case "help", "-h", "--help" -> say(HELP.stripTrailing());
            case "version", "-v", "--version" -> say("Telltale " + version());
            default -> misused("There is no command \"" + command + "\"; \"help\" lists what there is.");
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

    private int move(List<String> arguments) {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) -> loaders.command("telltale.app.commands.MoveCommand", arguments, out, err));
    }

    private int judge() {
        return fromUnpackedWar(
                COULD_NOT_CHECK,
                (folder, loaders, atExit) -> loaders.command("telltale.app.commands.JudgeCommand", out, err));
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

    /** What is done with the WAR's classes, and what the process exits with then. */
    private interface Errand {
        int run(WorkFolder folder, ClassLoaders loaders, ShutdownActions atExit) throws Exception;
    }

    private int fromUnpackedWar(int failed, Errand errand) {
        // Not closed here: whichever way the process ends, the hook does it, and only once.
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
            return errand.run(folder, loaders, atExit);
        } catch (LaunchException reason) {
            err.println(reason.sentence());
            return failed;
        } catch (Exception defect) {
            err.println("Telltale stopped because of a defect of its own:");
            defect.printStackTrace(err);
            return failed;
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
            throw new LaunchException("Telltale starts from its own WAR: java -jar app.war.");
        }
        return file;
    }

    private int say(String text) {
        out.println(text);
        return DONE;
    }

    private int misused(String sentence) {
        err.println(sentence);
        return MISUSED;
    }
}
