package telltale.hostile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What an attack cost, and which bounds it broke.
 *
 * @param answers what the attacker was answered with
 * @param lostPixels answered and not counted
 * @param duplicates mails that arrived once too often
 * @param heapBefore bytes alive before the first attack
 * @param logged bytes, without the lines of opens
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
            + " threads gone | files | log, B a refusal | answers | health |\n"
            + "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: | ---: | --- | ---: | ---: | --- | --- |";

    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final Duration MAX_LATENESS = Duration.ofMillis(250);
    private static final double MAX_SLOW = 0.01;
    static final double MAX_HEAP_RATIO = 1.5;
    static final long MAX_MORE_FILES = 100;
    private static final long MAX_LOG_A_REFUSAL = 300;
    /** What a server may write whatever happens: a start or a change of health. */
    private static final long LOG_ALLOWANCE = 64 << 10;

    private static final int SERVER_ERROR = 500;
    private static final int UNAVAILABLE = 503;
    /** The status of {@code /track} when the mail server fails. */
    private static final int BAD_GATEWAY = 502;

    /**
     * The server after the attack.
     *
     * @param missing threads that lived before and do not now
     * @param heap bytes alive, or -1 where nothing could be measured
     * @param files how many are open, or -1
     * @param health {@code dead} if the process has ended
     */
    record Server(Set<String> missing, long heap, long files, String health) {
        boolean answers() {
            return !health.equals("dead") && !health.equals("silent");
        }
    }

    /** Whether the server is as it was before the attack. */
    boolean isWhole() {
        return server.answers() && server.missing.isEmpty() && pixels.unanswered() == 0 && !isHeapTooLarge();
    }

    /** Every bound that was broken, in a sentence. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        check(broken, slow() <= MAX_SLOW, percent(slow()) + " of the pixels took longer than 1 s" + excuse());
        check(broken, pixels.wrong() == 0, pixels.wrong() + " pixels were answered wrongly: " + pixels.faults());
        check(broken, pixels.broken() == 0, pixels.broken() + " pixels lost their connection: " + pixels.faults());
        check(broken, pixels.unanswered() == 0, pixels.unanswered() + " pixels were never answered");
        check(broken, lostPixels == 0, lostPixels + " answered pixels are not counted");
        check(broken, mails.lost() == 0, mails.lost() + " accepted mails were lost");
        check(broken, duplicates == 0, duplicates + " mails arrived twice");
        check(broken, mails.waiting() == 0 || attack == Attack.STALLED_MAIL_SERVER, mails.waiting() + " mails wait");
        check(broken, server.answers(), "the server is " + server.health);
        check(broken, server.missing.isEmpty(), "these threads are gone: " + server.missing);
        check(
                broken,
                !isHeapTooLarge(),
                "the live heap grew from " + megabytes(heapBefore) + " to " + megabytes(server.heap) + " MB");
        check(broken, server.files <= filesBefore + MAX_MORE_FILES, server.files + " files are open");
        check(
                broken,
                logged <= MAX_LOG_A_REFUSAL * answers.refused() + LOG_ALLOWANCE,
                logged + " bytes of log for " + answers.refused() + " refusals");
        check(broken, !leaked, "a key or a token of a link is in the log");
        check(broken, unexpectedErrors() == 0, "answers with a 5xx other than 503: " + answers);
        return broken.stream().map(one -> attack + ": " + one).toList();
    }

    private static void check(List<String> broken, boolean holds, String sentence) {
        if (!holds) {
            broken.add(sentence);
        }
    }

    /** A client that is late itself proves nothing about the server. */
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

    /** A line of the table that {@link #HEADER} begins. */
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

    /** What the attack cost, in a few words. */
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
        note(parts, !server.missing.isEmpty(), server.missing.size() + " threads gone");
        note(parts, unexpectedErrors() > 0, unexpectedErrors() + " answers 5xx");
        note(
                parts,
                logged > MAX_LOG_A_REFUSAL * answers.refused() + LOG_ALLOWANCE,
                logged / Math.max(1, answers.refused()) + " B of log a refusal");
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

    /** {@code telltale-sender-0 … (24)} for many of the same kind. */
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
