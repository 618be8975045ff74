package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import telltale.message.html.HtmlLimits;
import telltale.model.Delivery;
import telltale.web.api.ServedApi;

/** Hostile bodies cause neither a server error nor more than one log line at any endpoint. */
class HostileBodiesTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int MAX_LOG_BYTES = 300;
    private static final int MAX_DISCARDED = 64 * 1024;
    private static final int MAX_ANSWER_BYTES = 1_000;

    /** An import is answered with the first invalid lines, a sentence each. */
    private static final int MAX_IMPORT_ANSWER_BYTES = 20 * 300;

    private static final List<String> TYPES =
            List.of("application/json", "application/x-ndjson", "text/csv", "application/x-www-form-urlencoded");

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private ServedApi api;

    /** @param body the content sent with each of {@code TYPES} */
    private record Hostile(String name, String body) {}

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        logged.start();
        root.addAppender(logged);
    }

    @AfterEach
    void stop() throws Exception {
        root.detachAppender(logged);
        api.close();
    }

    @Test
    void noBodyCausesAServerErrorOrAStackTrace() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Hostile hostile : bodies()) {
            for (String target : targets()) {
                for (String type : TYPES) {
                    ask(target, type, hostile, wrong);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    private void ask(String target, String type, Hostile hostile, List<String> wrong) throws Exception {
        String method = target.substring(0, target.indexOf(' '));
        String what = target + " " + type + " " + hostile.name();
        logged.list.clear();
        HttpResponse<String> answer;
        try {
            answer = api.sendBody(method, target.substring(target.indexOf(' ') + 1), type, hostile.body());
        } catch (IOException reset) {
            // The server may close the connection before a long rejected body has arrived; the response is then lost.
            if (hostile.body().length() <= MAX_DISCARDED) {
                wrong.add(what + " -> " + reset);
            }
            return;
        }
        if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
            wrong.add(what + " -> " + answer.statusCode());
        }
        if (answer.statusCode() >= 400
                && !target.contains("preferences")
                && !target.contains("consent/")
                && answer.body().getBytes(StandardCharsets.UTF_8).length
                        > (target.contains("suppressions/import") ? MAX_IMPORT_ANSWER_BYTES : MAX_ANSWER_BYTES)) {
            wrong.add(what + " -> an answer of " + answer.body().length());
        }
        int bytes = List.copyOf(logged.list).stream()
                .mapToInt(HostileBodiesTest::bytes)
                .sum();
        if (bytes > MAX_LOG_BYTES) {
            wrong.add(what + " -> " + bytes + " bytes of log");
        }
    }

    private static int bytes(ILoggingEvent event) {
        String trace = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return (event.getFormattedMessage() + trace).getBytes(StandardCharsets.UTF_8).length;
    }

    private List<String> targets() {
        Delivery delivery = api.accepted(null, NOON);
        return List.of(
                "POST api/v1/messages",
                "POST api/v1/messages/source",
                "POST api/v1/deliveries",
                "POST api/v1/suppressions",
                "POST api/v1/suppressions/import",
                "POST api/v1/consents/requests",
                "POST api/v1/persons/export",
                "POST api/v1/persons/erase",
                "PUT api/v1/templates/one",
                "POST api/v1/templates/starter/preview",
                "PUT api/v1/networks/one",
                "PUT api/v1/corrections/" + delivery.id(),
                "POST preferences/" + api.tokens.forPreferences(delivery.id()),
                "POST consent/" + api.tokens.forConsent(delivery.id()),
                "POST unsubscribe/" + api.tokens.forUnsubscribe(delivery.id()));
    }

    private static List<Hostile> bodies() {
        String deep = "[".repeat(1_000);
        return List.of(
                new Hostile("nothing", ""),
                new Hostile("a thousand brackets", deep),
                new Hostile("deep objects", "{\"a\":".repeat(100_000)),
                new Hostile("deep data", "{\"to\":\"ann@example.com\",\"html\":\"x\",\"data\":{\"a\":" + deep + "}}"),
                new Hostile("a huge number", "{\"to\":\"ann@example.com\",\"data\":{\"n\":1e1000000000}}"),
                new Hostile("a million digits", "{\"address\":" + "9".repeat(1_000_000) + "}"),
                new Hostile("a long name", "{\"" + "n".repeat(500_000) + "\":1}"),
                new Hostile("a name with markup", "{\"<script>\\u0000\\ud800\":1}"),
                new Hostile("NUL", "{\"address\":\"ann\\u0000@example.com\",\"subject\":\"\\u0000\",\"html\":\"x\"}"),
                new Hostile("half a pair", "{\"subject\":\"\\ud800\",\"html\":\"\\udc00\",\"to\":\"ann@example.com\"}"),
                new Hostile("twice", "{\"address\":\"a@example.com\",\"address\":\"b@example.com\"}"),
                new Hostile("many fields", "x=1&".repeat(100_000)),
                new Hostile("many names", names()),
                new Hostile("percent", "tracking=%f0%28%8c%28&%zz=%"),
                new Hostile("ampersands", "&".repeat(500_000)),
                new Hostile("an open quote", "address,\"" + "x".repeat(1_000_000)),
                new Hostile("many lines", "\n,\n".repeat(100_000)),
                new Hostile("small values", "[" + "0,".repeat(1_040_000) + "0]"),
                new Hostile("more than two megabytes", "{\"html\":\"" + "x".repeat(2_200_000) + "\"}"));
    }

    private static String names() {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            form.append("name").append(i).append("=1&");
        }
        return form.toString();
    }

    @Test
    void htmlOfExternalMessagesHasTheLimitsOfAllHtml() throws Exception {
        String html = "<div>".repeat(HtmlLimits.MAX_DEPTH + 1);
        HttpResponse<String> answer = api.sendBody(
                "POST",
                "api/v1/deliveries",
                "application/json",
                "{\"to\": \"ann@example.com\", \"subject\": \"Hi\", \"html\": \"" + html + "\"}");
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("html nests elements more than 256 deep"), answer::body);
    }

    @Test
    void theApiRejectsMultipartBodies() throws Exception {
        String body = "--x\r\nContent-Disposition: form-data; name=\"address\"\r\n\r\na@example.com\r\n--x--\r\n";
        for (String target :
                List.of("messages", "deliveries", "suppressions", "suppressions/import", "persons/erase")) {
            HttpResponse<String> answer =
                    api.sendBody("POST", "api/v1/" + target, "multipart/form-data; boundary=x", body);
            assertEquals(415, answer.statusCode(), target);
        }
    }

    /** RFC 8058 section 3.2: mail clients post a form of either type, and its content is never a reason to reject it. */
    @Test
    void oneClickUnsubscribingIgnoresTheForm() throws Exception {
        List<String[]> forms = List.of(
                new String[] {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"},
                new String[] {
                    "multipart/form-data; boundary=x",
                    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n"
                },
                new String[] {"multipart/form-data", "not even multipart"},
                new String[] {"application/octet-stream", ""});
        for (String[] form : forms) {
            Delivery delivery = api.accepted(null, NOON);
            HttpResponse<String> answer =
                    api.post("unsubscribe/" + api.tokens.forUnsubscribe(delivery.id()), form[0], form[1]);
            assertEquals(200, answer.statusCode(), form[0]);
            assertTrue(api.isUnsubscribed(delivery.id()), form[0]);
            api.store.persons().release(delivery.to());
        }
    }
}
