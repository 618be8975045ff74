import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures mails per second to one domain alone, and while the mail of two other domains is stalled: the mail server replies 421
 * to one, and never replies to the other.
 *
 * <p>{@code bench/run pace [rounds] [mails per round] [stalled mails per round and domain]}. Both take turns in each round; the
 * stalled mails of each round are queued before the time is taken, and those of earlier rounds wait, too.
 */
public final class Pace {
    private static final int WARM_UP = 5;
    private static final String REFUSED = "refused.example";
    private static final String IGNORED = "ignored.example";

    private Pace() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int mails = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        int stalled = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000;
        System.out.printf("%s%n%n", Machine.line());
        List<Double> alone = new ArrayList<>();
        List<Double> beside = new ArrayList<>();
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try (CountingSmtpServer smtp = new CountingSmtpServer()) {
            smtp.stall(REFUSED, IGNORED);
            Path aloneHome = Files.createDirectory(scratch.resolve("alone"));
            Path besideHome = Files.createDirectory(scratch.resolve("beside"));
            try (ServerProcess one = telltale(aloneHome, smtp);
                    ServerProcess other = telltale(besideHome, smtp)) {
                SendingThroughput free = new SendingThroughput(one, aloneHome);
                SendingThroughput hindered = new SendingThroughput(other, besideHome);
                for (int batch = 0; batch < WARM_UP; batch++) {
                    free.send(mails);
                    hindered.send(mails);
                }
                for (int round = 1; round <= rounds; round++) {
                    alone.add(free.send(mails)[0]);
                    hindered.queueTo(REFUSED, stalled);
                    hindered.queueTo(IGNORED, stalled);
                    beside.add(hindered.send(mails)[0]);
                    System.err.printf("round %d of %d: alone %s, beside stalled domains %s%n", round, rounds, alone, beside);
                }
            }
        } finally {
            Homes.delete(scratch);
        }
        System.out.printf("| mails/s to one domain, median of %d rounds of %,d mails (lowest to highest) | mails/s |%n", rounds, mails);
        System.out.println("| --- | ---: |");
        System.out.printf("| alone | %s |%n", Figures.of(alone).spread());
        System.out.printf("| beside two stalled domains with %,d further mails a round each | %s |%n%n", stalled, Figures.of(beside).spread());
        Pixels.requireRatio(
                "mails/s beside stalled domains against alone",
                Figures.of(beside).median() / Figures.of(alone).median(),
                0.95);
    }

    private static ServerProcess telltale(Path home, CountingSmtpServer smtp) throws Exception {
        return ServerProcess.telltale(home, Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(smtp.port()),
                "EMAIL_TLS", "none",
                "TELLTALE_DNS", "off",
                "EMAIL_FROM", "news@example.org",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
    }
}
