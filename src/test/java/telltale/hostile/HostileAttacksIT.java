package telltale.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that no attack from outside has a lasting effect: recipients get their images within a second, mails are sent once,
 * and no thread ends and nothing grows. {@code bench/hostile} attacks for longer, and attacks other servers as well.
 */
class HostileAttacksIT {
    private static final Duration LENGTH = Duration.ofMillis(Long.getLong("hostile.attack.millis", 3_000));
    private static final long SEED = Long.getLong("hostile.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final ServerKind KIND = ServerKind.named(System.getProperty("hostile.server", "launcher"));
    private static final String ATTACKS = System.getProperty("hostile.attacks", "");

    /** The column of the table in the documentation to write; empty to write none. */
    private static final String COLUMN = System.getProperty("hostile.document", "");

    @TempDir
    private Path folder;

    private @Nullable TestSite site;
    private int sites;

    @Test
    void noAttackStopsPixelsOrMails() throws Exception {
        System.out.println(KIND + ", " + LENGTH.toMillis() + " ms per attack, seed " + SEED);
        System.out.println(AttackReport.HEADER);
        List<AttackReport> reports = new ArrayList<>();
        int lostLater;
        try {
            for (Attack attack : attacks()) {
                AttackReport report = site().endure(attack);
                System.out.println(report.row());
                reports.add(report);
                if (!report.isWhole()) {
                    abandon();
                }
            }
            lostLater = site == null ? 0 : site.mailsLostLater();
        } finally {
            abandon();
        }
        if (!COLUMN.isEmpty()) {
            AttackTable.fill(COLUMN, reports);
        }
        List<String> broken = new ArrayList<>(
                reports.stream().flatMap(report -> report.broken().stream()).toList());
        if (lostLater > 0) {
            broken.add(lostLater + " mails that were still queued after an attack were lost");
        }
        assertEquals("", String.join("\n", broken), "seed " + SEED);
    }

    private static List<Attack> attacks() {
        if (ATTACKS.isEmpty()) {
            return List.of(Attack.values());
        }
        return Arrays.stream(ATTACKS.split(",", -1))
                .map(name ->
                        Attack.valueOf(name.strip().toUpperCase(Locale.ROOT).replace('-', '_')))
                .toList();
    }

    /** Returns the current server. A server that an attack broke is replaced before the next attack. */
    private TestSite site() throws IOException, InterruptedException {
        TestSite open = site;
        if (open == null) {
            open = TestSite.start(KIND, folder.resolve("site-" + sites++), LENGTH, SEED);
            site = open;
        }
        return open;
    }

    private void abandon() {
        if (site != null) {
            site.close();
            site = null;
        }
    }
}
