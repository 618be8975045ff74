package telltale.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The effect of an attack, and the bounds that it broke.
 *
 * @param answers the responses to the attacker
 * @param lostPixels pixels that were answered but not counted
 * @param duplicates copies of mails that had already arrived
 * @param heapBefore live bytes before the first attack
 * @param logged bytes of log, without the lines about opens
 */
record AttackReport(
        Attack attack,
        Answers answers,
        SteadyPixels.Result pixels,
        long lostPixels,
        SteadySending.Result sending,
        MailLedger.Balance mails,
        long duplicates,
        Server server,
        long heapBefore,
        long filesBefore,
        long logged,
        boolean leaked) {

    static final String HEADER = "| attack | pixels p50 / p99 / max, ms | slow | wrong | broken | unanswered | lost |"
            + " client late, ms | mails accepted / refused / waiting / lost / twice | submit max, ms | live heap, MB |"
            + " threads ended | files | log, B per refusal | responses | health |\n"
            + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | --- | ---: | ---: | --- | --- |";

    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration MAX_LATENESS = Duration.ofMillis(250);
    private static final double MAX_SLOW = 0.01;
    static final double MAX_HEAP_RATIO = 1.5;
    static final long MAX_MORE_FILES = 100;
    private static final long MAX_LOG_PER_REFUSAL = 300;
    /** The bytes that a server may log in any case, such as for a start or a change of health. */
    private static final long LOG_ALLOWANCE = 64 << 10;

    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    /** The status of {@code /track} when the mail server fails. */
    private static final int BAD_GATEWAY = 502;

    /**
     * The server after the attack.
     *
     * @param missing threads that ran before and have ended
     * @param heap live bytes, or -1 if they could not be measured
     * @param files number of open files, or -1
     * @param health {@code dead} if the process has ended
     */
    record Server(Set<String> missing, long heap, long files, String health) {
        boolean answers() {
            return !health.equals("dead") && !health.equals("unresponsive");
        }
    }

    /** Whether the server is in the same state as before the attack. */
    boolean isWhole() {
        return server.answers() && server.missing.isEmpty() && pixels.unanswered() == 0 && !isHeapTooLarge();
    }

    /** Returns a sentence for each bound that was broken. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        check(broken, slow() <= MAX_SLOW, percent(slow()) + " of the pixels took longer than 1 s" + excuse());
        check(broken, pixels.wrong() == 0, pixels.wrong() + " pixels got a wrong response: " + pixels.faults());
        check(broken, pixels.broken() == 0, pixels.broken() + " pixels lost their connection: " + pixels.faults());
        check(broken, pixels.unanswered() == 0, pixels.unanswered() + " pixels got no response");
        check(broken, lostPixels == 0, lostPixels + " answered pixels were not counted");
        check(broken, mails.lost() == 0, mails.lost() + " accepted mails were lost");
        check(broken, duplicates == 0, duplicates + " mails arrived twice");
        check(
                broken,
                mails.waiting() == 0 || attack == Attack.STALLED_MAIL_SERVER,
                mails.waiting() + " mails are still queued");
        check(broken, server.answers(), "the server is " + server.health);
        check(broken, server.missing.isEmpty(), "these threads have ended: " + server.missing);
        check(
                broken,
                !isHeapTooLarge(),
                "the live heap grew from " + megabytes(heapBefore) + " to " + megabytes(server.heap) + " MB");
        check(broken, server.files <= filesBefore + MAX_MORE_FILES, server.files + " files are open");
        check(
                broken,
                logged <= MAX_LOG_PER_REFUSAL * answers.refused() + LOG_ALLOWANCE,
                logged + " bytes of log for " + answers.refused() + " refusals");
        check(broken, !leaked, "a key or a token of a link is in the log");
        check(broken, unexpectedErrors() == 0, "responses with a 5xx other than 503: " + answers);
        return broken.stream().map(one -> attack + ": " + one).toList();
    }

    private static void check(List<String> broken, boolean holds, String sentence) {
        if (!holds) {
            broken.add(sentence);
        }
    }

    /** Names the load of this machine as a possible cause: a client that is itself late proves nothing about the server. */
    private String excuse() {
        if (attack == Attack.NOTHING) {
            return " without any attack: this machine is too busy for the test";
        }
        Duration late = pixels.lateness().percentile(99);
        return late.compareTo(MAX_LATENESS) > 0
                ? ", but the client itself was " + late.toMillis() + " ms late: this machine is too slow for the test"
                : "";
    }

    private double slow() {
        long all = Math.max(1, pixels.latencies().size());
        return (double) pixels.latencies().longerThan(SLOW) / all;
    }

    private boolean isHeapTooLarge() {
        return server.heap > heapBefore * MAX_HEAP_RATIO;
    }

    private long unexpectedErrors() {
        return answers.statuses().entrySet().stream()
                .filter(entry -> entry.getKey() >= SERVER_ERROR && entry.getKey() != UNAVAILABLE)
                .filter(entry -> attack != Attack.STALLED_MAIL_SERVER || entry.getKey() != BAD_GATEWAY)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Returns a row of the table below {@link #HEADER}. */
    String row() {
        Latencies latencies = pixels.latencies();
        return String.format(
                Locale.ROOT,
                "| %s | %s / %s / %s | %s | %d | %d | %d | %d | %s | %d / %d / %d / %d / %d | %s | %s | %s | %d | %d | %s | %s |",
                attack,
                milliseconds(latencies.percentile(50)),
                milliseconds(latencies.percentile(99)),
                milliseconds(latencies.percentile(100)),
                percent(slow()),
                pixels.wrong(),
                pixels.broken(),
                pixels.unanswered(),
                lostPixels,
                milliseconds(pixels.lateness().percentile(99)),
                mails.accepted(),
                sending.refused(),
                mails.waiting(),
                mails.lost(),
                duplicates,
                milliseconds(sending.latencies().percentile(100)),
                megabytes(server.heap),
                server.missing.isEmpty() ? "none" : names(server.missing),
                server.files,
                logged / Math.max(1, answers.refused()),
                answers,
                server.health);
    }

    /** Returns a short summary of the effect. */
    String summary() {
        Latencies latencies = pixels.latencies();
        List<String> parts = new ArrayList<>();
        parts.add("p99 " + milliseconds(latencies.percentile(99)) + " ms, max "
                + milliseconds(latencies.percentile(100)));
        note(parts, slow() > 0, percent(slow()) + " over 1 s");
        note(parts, pixels.wrong() > 0, pixels.wrong() + " pixels wrong");
        note(parts, pixels.broken() > 0, pixels.broken() + " pixels broken");
        note(parts, pixels.unanswered() > 0, pixels.unanswered() + " pixels unanswered");
        note(parts, lostPixels > 0, lostPixels + " pixels lost");
        note(parts, sending.refused() > 0, sending.refused() + " batches refused");
        note(parts, mails.waiting() > 0, mails.waiting() + " mails waiting");
        note(parts, mails.lost() > 0, mails.lost() + " mails lost");
        note(parts, duplicates > 0, duplicates + " mails twice");
        note(parts, !server.missing.isEmpty(), server.missing.size() + " threads ended");
        note(parts, unexpectedErrors() > 0, unexpectedErrors() + " responses 5xx");
        note(
                parts,
                logged > MAX_LOG_PER_REFUSAL * answers.refused() + LOG_ALLOWANCE,
                logged / Math.max(1, answers.refused()) + " B of log per refusal");
        note(parts, leaked, "secrets in the log");
        parts.add(server.heap < 0 ? "heap unknown" : "heap " + megabytes(server.heap) + " MB");
        parts.add(server.health);
        return String.join("; ", parts);
    }

    private static void note(List<String> parts, boolean worthIt, String part) {
        if (worthIt) {
            parts.add(part);
        }
    }

    /** Abbreviates many threads of the same kind, such as {@code telltale-sender-0 … (24)}. */
    private static String names(Set<String> threads) {
        return threads.size() <= 3
                ? String.join(" ", threads)
                : threads.iterator().next() + " … (" + threads.size() + ")";
    }

    private static String milliseconds(Duration duration) {
        return String.format(Locale.ROOT, duration.toMillis() < 10 ? "%.1f" : "%,.0f", duration.toNanos() / 1e6);
    }

    private static String megabytes(long bytes) {
        return bytes < 0 ? "?" : String.format(Locale.ROOT, "%.1f", bytes / (double) (1 << 20));
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
