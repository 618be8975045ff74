package telltale.app.commands;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import telltale.app.StartupException;
import telltale.assessment.ActiveNetworks;
import telltale.assessment.AssessmentService;
import telltale.assessment.RejudgeService;
import telltale.assessment.RejudgeService.Difference;
import telltale.judging.Ruleset;
import telltale.model.VerdictClass;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** The command that brings what older rules said to the newest ones. The launcher finds it by its name. */
public final class RejudgeCommand {
    private static final int DONE = 0;
    private static final int COULD_NOT = 2;
    private static final int PROGRESS_EVERY = 10_000;
    private static final List<String> APPLY = List.of("--apply");

    private final PrintStream out;

    private RejudgeCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Says what would change, or with {@code --apply} changes it: in the database where no server keeps the home folder,
     * and else the server does.
     *
     * @param defaults settings that are weaker than everything that the owner said
     * @param envFile the {@code .env} file, which need not exist
     * @param arguments nothing, or {@code --apply}
     * @return what the process exits with: 0 if it did, 2 if it could not
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        try {
            if (!arguments.isEmpty() && !arguments.equals(APPLY)) {
                throw new StartupException("rejudge takes --apply, or nothing to see only what would change.");
            }
            RejudgeCommand command = new RejudgeCommand(out);
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            return arguments.isEmpty() ? command.compare(settings) : command.apply(settings);
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
        }
        return COULD_NOT;
    }

    private int compare(Settings settings) {
        report(CommandStore.ask(
                settings,
                store -> rejudging(store).difference(looked -> say("looked at", looked)),
                RunningServer::rejudgeDifference));
        return DONE;
    }

    private int apply(Settings settings) {
        long deliveries = CommandStore.ask(settings, this::applyIn, RunningServer::rejudge);
        out.println(deliveries
                + " deliveries were judged by older rules or lists. They are judged by the newest now; a running server goes"
                + " on with that for a while.");
        return DONE;
    }

    private long applyIn(Store store) {
        RejudgeService rejudging = rejudging(store);
        long deliveries = rejudging.apply(noted -> say("noted", noted));
        rejudging.finish();
        return deliveries;
    }

    private static RejudgeService rejudging(Store store) {
        ActiveNetworks networks = new ActiveNetworks(store.adoptedLists());
        return new RejudgeService(store.judgements(), new AssessmentService(Ruleset.builtIn(), networks));
    }

    private void say(String what, long deliveries) {
        if (deliveries % PROGRESS_EVERY == 0) {
            out.println(what + " " + deliveries + " deliveries");
        }
    }

    private void report(Difference difference) {
        out.println(difference.deliveries() + " deliveries were judged by older rules or lists; of "
                + difference.changed() + " of them " + difference.ruleset() + " says something else.");
        Set<VerdictClass> seen = EnumSet.noneOf(VerdictClass.class);
        seen.addAll(difference.before().keySet());
        seen.addAll(difference.after().keySet());
        for (VerdictClass type : seen) {
            out.println("  " + type.word() + ": " + difference.before().getOrDefault(type, 0L) + " events, now "
                    + difference.after().getOrDefault(type, 0L));
        }
        difference.examples().forEach(example -> out.println("  " + example));
        if (difference.deliveries() > 0) {
            out.println("Nothing was changed; rejudge --apply does.");
        }
    }
}
