package telltale.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.build.DocumentedCode;
import telltale.openapi.CommandRunner.Result;
import telltale.webhooks.Receiver;

/** Runs the programs in {@code docs/CLIENTS.md}. */
@Timeout(600)
class ClientExamplesFullIT {
    /** More than one page. */
    private static final int LOADS = 25;

    private static final Pattern SENT = Pattern.compile("([0-9a-f-]{36}): (\\w+)\n");
    private static final Pattern PIXEL = Pattern.compile("/pixel/[\\w.-]+");

    @TempDir
    private static Path folder;

    private static ServedApplication application;
    private static Receiver limited;

    private enum Program {
        CURL("curl", "bash", "send.sh", "bash"),
        JAVA("Java", "java", "Send.java", CommandRunner.jdk("java")),
        PYTHON("Python", "python", "send.py", "python3"),
        NODE("Node", "js", "send.mjs", "node"),
        PHP("PHP", "php", "send.php", "php");

        private final String heading;
        private final String language;
        private final String file;
        private final String interpreter;

        Program(String heading, String language, String file, String interpreter) {
            this.heading = heading;
            this.language = language;
            this.file = file;
            this.interpreter = interpreter;
        }

        Result run(String url, String recipient) throws IOException, InterruptedException {
            String code = DocumentedCode.after("\n## " + heading + "\n", "CLIENTS.md", language);
            Files.writeString(folder.resolve(file), code);
            return new CommandRunner(folder)
                    .run(
                            Map.of("TELLTALE_URL", url, "TELLTALE_KEY", application.adminKey),
                            List.of(interpreter, file, recipient, "welcome-" + file));
        }

        String recipient() {
            return language + "@example.com";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        application = new ServedApplication(folder.resolve("application"), Map.of());
        limited = new Receiver();
    }

    @AfterAll
    static void stop() throws Exception {
        limited.close();
        application.close();
    }

    /** Passes requests on to the application, but refuses the first to each address. */
    private static void refuseFirst() {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        limited.answer(request -> {
            if (seen.add(URI.create(request.path()).getPath())) {
                return new Receiver.Reply(
                        429,
                        "{\"type\":\"urn:telltale:problem:too-many-requests\",\"title\":\"Too many requests\","
                                + "\"status\":429,\"detail\":\"Later\"}",
                        "Content-Type",
                        "application/problem+json",
                        "Retry-After",
                        "1");
            }
            HttpResponse<String> answer = forward(request);
            return new Receiver.Reply(
                    answer.statusCode(),
                    answer.body(),
                    "Content-Type",
                    answer.headers().firstValue("Content-Type").orElse(""));
        });
    }

    private static HttpResponse<String> forward(Receiver.Request request) {
        HttpRequest.Builder copy =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + application.port() + request.path()));
        for (String name : List.of("Authorization", "Idempotency-Key", "Content-Type")) {
            if (!request.header(name).isEmpty()) {
                copy.header(name, request.header(name));
            }
        }
        if (!request.body().isEmpty()) {
            copy.POST(HttpRequest.BodyPublishers.ofString(request.body()));
        }
        try {
            return HttpClient.newHttpClient().send(copy.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMailIsSentOnceAndItsEventsAreReadPageByPage(Program program) throws Exception {
        Result first = program.run(application.url(), program.recipient());
        Matcher sent = SENT.matcher(first.output());
        assertTrue(first.exit() == 0 && sent.matches(), first::toString);
        String pixel = pixel(program.recipient());
        for (int load = 0; load < LOADS; load++) {
            assertEquals(
                    200,
                    application.http.request("GET", "/app" + pixel, new byte[0]).status());
        }

        refuseFirst();
        Result second = program.run("http://127.0.0.1:" + limited.port() + "/app", program.recipient());

        List<String> lines = second.output().lines().toList();
        assertEquals(0, second.exit(), second::toString);
        assertEquals(sent.group(1) + ": accepted", lines.get(0));
        assertEquals(1 + LOADS, lines.size(), second::toString);
        assertTrue(
                lines.stream().skip(1).allMatch(line -> line.matches("\\S+Z open [a-z-]+, [a-z]+: .+\\.")),
                second::toString);
        assertEquals(1, mails(program.recipient()).count());
    }

    @ParameterizedTest
    @EnumSource
    void aProblemIsExplained(Program program) throws Exception {
        Result refused = program.run(application.url(), "nobody");
        assertEquals(1, refused.exit(), refused::toString);
        assertEquals("", refused.output());
        assertTrue(refused.errors().matches("(?s).*Invalid request: .+ \\(to\\)\\s*"), refused::toString);
    }

    private static Stream<String> mails(String recipient) {
        return application.mailServer.messages().stream().filter(mail -> mail.contains("To: " + recipient));
    }

    /** The path of the pixel in the mail to a recipient, below the application; waits for the mail. */
    private static String pixel(String recipient) {
        Set<String> paths = new HashSet<>();
        while (paths.isEmpty()) {
            mails(recipient)
                    .map(mail -> PIXEL.matcher(mail.replaceAll("=\r?\n", "")))
                    .filter(Matcher::find)
                    .forEach(found -> paths.add(found.group()));
            LockSupport.parkNanos(10_000_000);
        }
        return paths.iterator().next();
    }
}
