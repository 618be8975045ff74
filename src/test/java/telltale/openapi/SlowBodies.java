package telltale.openapi;

import jakarta.servlet.http.HttpServlet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import telltale.model.DeliveryId;
import telltale.token.KeyRing;
import telltale.token.Tokens;
import telltale.web.gate.GateLimits;
import telltale.web.gate.GatedServer;

/** The answers to bodies that do not arrive, given by the gate alone: its limits are too long to wait for. */
final class SlowBodies {
    private static final GateLimits LIMITS =
            new GateLimits(4 << 20, 250, Duration.ofSeconds(10), Duration.ofMillis(200));

    private static final Tokens TOKENS = new Tokens(new KeyRing(Map.of(0, new byte[32])));
    private static final DeliveryId DELIVERY = DeliveryId.parse(SampleData.ABSENT);

    private SlowBodies() {}

    /** Requests each operation with a body that does not arrive, and returns the answers. */
    static Set<String> answers(ApiDocument document, Path folder) throws Exception {
        HttpServlet unreached = new HttpServlet() {
            private static final long serialVersionUID = 1;
        };
        Set<String> answers = new TreeSet<>();
        try (GatedServer server = new GatedServer(Files.createDirectories(folder), LIMITS, unreached, unreached)) {
            for (Operation operation : document.operations()) {
                if (operation.has(408)) {
                    String answer = server.ask(head(operation));
                    String type = answer.replaceFirst("(?s).*\r\nContent-Type: ([^;\r]*).*", "$1");
                    answers.add(operation.id() + " " + answer.split(" ", 3)[1] + " " + type);
                }
            }
        }
        return answers;
    }

    private static String variable(String kind) {
        return switch (kind) {
            case "unsubscribe" -> TOKENS.forUnsubscribe(DELIVERY);
            case "consent" -> TOKENS.forConsent(DELIVERY);
            case "inbound" -> "mailgun";
            default -> TOKENS.forPreferences(DELIVERY);
        };
    }

    private static String head(Operation operation) {
        String path = operation.at(variable(operation.path().split("/", 3)[1]));
        return GatedServer.head(
                        operation.method() + " /app" + path,
                        "Authorization: Bearer an-admin-key-of-this-test\r\n",
                        "Content-Type: application/json\r\n",
                        "Content-Length: 100\r\n",
                        "Connection: close\r\n")
                + "\r\n{";
    }
}
