package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;

/** Tests that an answered hit is on disk and not only in the operating system's cache, which killing a process cannot show. */
class SyncFullIT {
    private static final Path STRACE = Path.of("/usr/bin/strace");
    private static final int HITS = PixelRequests.MAX_REQUESTS;

    private static final Pattern SYNCED = Pattern.compile("\\b(fsync|fdatasync)(\\(\\d+| resumed>)\\) += 0$");
    private static final Pattern ANSWERED = Pattern.compile("\\bwritev?\\(.*\"HTTP/1\\.1 200");

    @TempDir
    private Path folder;

    @BeforeAll
    static void straceIsThere() {
        assertTrue(Files.isExecutable(STRACE), "The Debian package strace is missing. Remedy: apt-get install strace");
    }

    @Test
    void noHitIsAnsweredBeforeItIsSynced() throws Exception {
        PixelRequests pixel = SentMails.in(folder, 1).get(0);
        Path trace = folder.resolve("trace");
        try (RunningWar war = RunningWar.servingUnder(watching(trace), folder);
                PixelClient client = new PixelClient(war.awaitSite())) {
            for (int number = 0; number < HITS; number++) {
                assertEquals(200, client.get(pixel.path(), pixel.send(number)));
            }
            war.process().children().forEach(ProcessHandle::destroy);
            war.awaitExit();
        }
        assertEquals(HITS, answersAfterASync(Files.readAllLines(trace)));
    }

    private static List<String> watching(Path trace) {
        return List.of(
                STRACE.toString(),
                "--follow-forks",
                "--seccomp-bpf",
                "--trace=fsync,fdatasync,write,writev",
                "--string-limit=16",
                "--output=" + trace);
    }

    /** Counts the responses that have a completed sync between the previous response and themselves. */
    private static int answersAfterASync(List<String> calls) throws IOException {
        int answers = 0;
        boolean synced = false;
        for (String call : calls) {
            if (SYNCED.matcher(call).find()) {
                synced = true;
            } else if (ANSWERED.matcher(call).find()) {
                answers += synced ? 1 : 0;
                synced = false;
            }
        }
        return answers;
    }
}
