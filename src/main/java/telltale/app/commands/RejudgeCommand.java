package telltale.app.commands;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.app.StartupException;
import telltale.assessment.ActiveNetworks;
import telltale.assessment.AssessmentService;
import telltale.assessment.EventVerdicts;
import telltale.assessment.RejudgeService;
import telltale.assessment.RejudgeService.Difference;
import telltale.assessment.RejudgeService.Queued;
import telltale.assessment.RejudgeService.Receiver;
import telltale.judging.Ruleset;
import telltale.model.VerdictClass;
import telltale.reports.Forwarding;
import telltale.reports.ReportIntake;
import telltale.reports.ReportReview;
import telltale.settings.InvalidSettingsException;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.token.KeyRing;
import telltale.token.MessageIds;
import telltale.token.ReturnTokens;
import telltale.web.api.WebhookPayloads;
import telltale.webhooks.EventComposer;
import telltale.webhooks.VerdictAnnouncer;

/** The command {@code rejudge}: applies the current rules to older verdicts, and to mails that came back. The launcher loads it by name. */
public final class RejudgeCommand {
    private static final int DONE = 0;
    private static final int FAILED = 2;
    private static final int PROGRESS_EVERY = 10_000;
    private static final List<String> APPLY = List.of("--apply");
    private static final List<String> ANNOUNCE = List.of("--apply", "--announce");

    private final PrintStream out;

    private RejudgeCommand(PrintStream out) {
        this.out = out;
    }

    /**
     * Prints what would change, or with {@code --apply} changes it: in the database, or in the running server if there is
     * one. With {@code --announce}, webhooks get events about changed verdicts.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @param arguments nothing, {@code --apply}, or {@code --apply --announce}
     * @return the exit status: 0 on success, 2 on failure
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        try {
            boolean isAnnounced = arguments.equals(ANNOUNCE);
            if (!arguments.isEmpty() && !arguments.equals(APPLY) && !isAnnounced) {
                throw new StartupException(
                        "Usage: rejudge [--apply [--announce]]. Without --apply it only prints what would change.");
            }
            RejudgeCommand command = new RejudgeCommand(out);
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            return arguments.isEmpty() ? command.compare(settings) : command.apply(settings, isAnnounced);
        } catch (InvalidSettingsException invalid) {
            invalid.problems().forEach(err::println);
        } catch (StartupException | StoreUnavailableException | IllegalStateException reason) {
            err.println(reason.getMessage());
        }
        return FAILED;
    }

    private int compare(Settings settings) {
        report(CommandStore.ask(
                settings,
                store -> service(store)
                        .difference(announcer(store), compared -> printProgress("compared", compared, "deliveries")),
                RunningServer::rejudgeDifference));
        long reports =
                CommandStore.ask(settings, store -> review(store).countOutdated(), RunningServer::outdatedReports);
        out.println(mails(reports) + " read by older rules."
                + (reports == 0 ? "" : " rejudge --apply reads " + (reports == 1 ? "it" : "them") + " again."));
        return DONE;
    }

    private int apply(Settings settings, boolean isAnnounced) {
        Queued queued =
                CommandStore.ask(settings, store -> applyIn(store, isAnnounced), server -> server.rejudge(isAnnounced));
        out.println(queued.deliveries()
                + " deliveries were judged by older rules or lists. They are now rejudged by the current ones;"
                + " a running server continues in the background.");
        printKept(queued.frozen(), queued.incomplete());
        long reports = CommandStore.ask(settings, this::rereadIn, server -> rereadAll(server::reread));
        out.println(mails(reports) + " read again by the current rules.");
        return DONE;
    }

    private static String mails(long count) {
        return count + (count == 1 ? " mail that came back was" : " mails that came back were");
    }

    private long rereadIn(Store store) {
        return rereadAll(review(store)::reread);
    }

    private static ReportReview review(Store store) {
        // Deliveries stay as they were found, so no key for tokens is needed.
        KeyRing none = new KeyRing();
        ReportIntake intake = new ReportIntake(
                new ReturnTokens(none),
                new MessageIds(none),
                store.reports(),
                false,
                Forwarding.OFF,
                report -> {},
                Clock.systemUTC(),
                new SecureRandom());
        return new ReportReview(store.reports(), intake);
    }

    private long rereadAll(Function<@Nullable UUID, ReportReview.Page> reread) {
        long count = 0;
        UUID after = null;
        do {
            ReportReview.Page page = reread.apply(after);
            count += page.reread();
            after = page.next();
            printProgress("read", count, "reports");
        } while (after != null);
        return count;
    }

    private void printKept(long events, long deliveries) {
        if (events > 0) {
            out.println(events + " of their events keep their verdicts, because their user agents were reduced.");
        }
        if (deliveries > 0) {
            out.println(deliveries
                    + " other deliveries keep their judgements by older rules, because events of theirs were deleted.");
        }
    }

    private Queued applyIn(Store store, boolean isAnnounced) {
        RejudgeService service = service(store);
        RejudgeService.Announcer announcer = isAnnounced ? announcer(store) : RejudgeService.Announcer.NONE;
        Queued queued = service.apply(announcer, marked -> printProgress("marked", marked, "deliveries"));
        service.finish();
        return queued;
    }

    private static RejudgeService service(Store store) {
        return new RejudgeService(store.judgements(), assessment(store));
    }

    private static AssessmentService assessment(Store store) {
        return new AssessmentService(Ruleset.builtIn(), new ActiveNetworks(store.adoptedLists()));
    }

    private static RejudgeService.Announcer announcer(Store store) {
        AssessmentService assessment = assessment(store);
        EventComposer.Format format = new WebhookPayloads(new EventVerdicts(store.judgements(), assessment));
        return new VerdictAnnouncer(store.webhookEvents(), new EventComposer(assessment, format), Clock.systemUTC());
    }

    private void printProgress(String action, long count, String things) {
        if (count > 0 && count % PROGRESS_EVERY == 0) {
            out.println(action + " " + count + " " + things);
        }
    }

    private void announced(Map<Receiver, Long> announced) {
        if (!announced.isEmpty()) {
            long events = announced.values().stream().mapToLong(Long::longValue).sum();
            out.println("With --announce, " + events + " events of the type verdict.changed are sent to webhooks:");
            announced.forEach((to, count) -> out.println("  " + count + " to " + to.host() + " " + to.webhook()));
        }
    }

    private void report(Difference difference) {
        out.println(difference.deliveries() + " deliveries were judged by older rules or lists; " + difference.changed()
                + " of them change with " + difference.ruleset() + ".");
        printKept(difference.frozen(), difference.incomplete());
        Set<VerdictClass> seen = EnumSet.noneOf(VerdictClass.class);
        seen.addAll(difference.before().keySet());
        seen.addAll(difference.after().keySet());
        for (VerdictClass type : seen) {
            out.println("  " + type.wireName() + ": " + difference.before().getOrDefault(type, 0L) + " events, now "
                    + difference.after().getOrDefault(type, 0L));
        }
        difference.examples().forEach(example -> out.println("  " + example));
        announced(difference.announced());
        if (difference.deliveries() > 0) {
            out.println("Nothing was changed. Run rejudge --apply to apply the changes.");
        }
    }
}
