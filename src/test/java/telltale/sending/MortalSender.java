package telltale.sending;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import telltale.message.html.Tracking;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Outcome;
import telltale.model.SmtpReply;

/** A process that sends messages and crashes whenever it prepares a certain one of them. */
final class MortalSender {
    static final int RECIPIENTS = 60;
    static final String POISON = "r30@example.com";
    static final int CRASHED = 137;

    private MortalSender() {}

    /** Runs the process until all deliveries have an outcome or it crashes, and returns its exit status. */
    static int run(Path home) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MortalSender.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    public static void main(String[] arguments) throws Exception {
        Path home = Path.of(arguments[0]);
        Path poison = home.resolve("poison");
        Recorder server =
                new Recorder(mail -> new Outcome.Accepted(Instant.now(), SmtpReply.parse(250, "250 2.0.0 ok")));
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(4, 0, 0),
                store -> store,
                id -> tracking(poison, id))) {
            if (Files.notExists(poison)) {
                submit(fixture, poison);
            }
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == RECIPIENTS - 1
                    && fixture.in(DeliveryState.FAILED).size() == 1);
        }
    }

    private static void submit(SendingFixture fixture, Path poison) throws IOException {
        SubmissionService.PendingMessage message = fixture.submission.begin(
                SendingFixture.content("Hi", "<p>Hi</p>", null), null, SendTime.NOW, null, SendingFixture.bytes("Hi"));
        List<telltale.store.NewDelivery> deliveries = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> message.prepare(SendingFixture.recipient("r" + i + "@example.com", Map.of())))
                .toList();
        Files.writeString(
                poison,
                deliveries.stream()
                        .filter(delivery -> delivery.to().toString().equals(POISON))
                        .findFirst()
                        .orElseThrow()
                        .id()
                        .toString());
        message.add(0, deliveries);
    }

    private static Tracking tracking(Path poison, DeliveryId id) {
        try {
            if (Files.readString(poison).equals(id.toString())) {
                Runtime.getRuntime().halt(CRASHED);
            }
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
        return SendingFixture.tracking(id);
    }
}
