package telltale.app.commands;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.app.StartupException;
import telltale.assessment.RejudgeService.Difference;
import telltale.assessment.RejudgeService.Queued;
import telltale.assessment.RejudgeService.Receiver;
import telltale.model.InvalidInputException;
import telltale.model.VerdictClass;
import telltale.reports.ReportReview;
import telltale.store.RecountResult;

/**
 * The API of the running server that has locked the home folder.
 *
 * @param application the address of the web application, with trailing slash
 */
record RunningServer(URI application, String adminKey) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SUBMIT_TIMEOUT = Duration.ofMinutes(1);
    /** The statuses of a bad request, and of a body that is too large, of another type, or unprocessable. */
    private static final Set<Integer> ABOUT_THE_MAIL = Set.of(400, 413, 415, 422);

    private static final String CHECK_ADDRESS = ". Check TELLTALE_ADDRESS and TELLTALE_PORT of the running server.";

    /**
     * The server at an address.
     *
     * @param address the listening address; for a wildcard address the loopback address is used
     * @param port never 0
     */
    static RunningServer at(String address, int port, String adminKey) {
        String host = switch (address) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "::1";
            default -> address;
        };
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return new RunningServer(URI.create("http://" + literal + ":" + port + "/app/"), adminKey);
    }

    /** Requests a recount, without a timeout. */
    RecountResult recount() {
        return ask("GET", "api/v1/recount", recount -> {
            JsonArray differences = recount.getJsonArray("differences");
            return new RecountResult(
                    recount.getJsonNumber("events").longValueExact(),
                    differences.getValuesAs(JsonString::getString),
                    recount.getJsonNumber("different").longValueExact());
        });
    }

    /** Requests a comparison of older verdicts with the current rules, without a timeout. */
    Difference rejudgeDifference() {
        return ask(
                "GET",
                "api/v1/rejudge",
                difference -> new Difference(
                        difference.getString("ruleset"),
                        difference.getJsonNumber("deliveries").longValueExact(),
                        difference.getJsonNumber("incomplete").longValueExact(),
                        difference.getJsonNumber("changed").longValueExact(),
                        difference.getJsonNumber("frozen").longValueExact(),
                        classes(difference.getJsonObject("before")),
                        classes(difference.getJsonObject("after")),
                        receivers(difference.getJsonArray("announced")),
                        difference.getJsonArray("examples").getValuesAs(JsonString::getString)));
    }

    /**
     * Requests rejudging.
     *
     * @param isAnnounced whether webhooks get events about changed verdicts
     */
    Queued rejudge(boolean isAnnounced) {
        return ask(
                "POST",
                "api/v1/rejudge?announce=" + isAnnounced,
                done -> new Queued(
                        done.getJsonNumber("deliveries").longValueExact(),
                        done.getJsonNumber("incomplete").longValueExact(),
                        done.getJsonNumber("frozen").longValueExact()));
    }

    /** Requests the number of reports that older rules read. */
    long outdatedReports() {
        return ask(
                "GET",
                "api/v1/inbound/rejudge",
                count -> count.getJsonNumber("outdated").longValueExact());
    }

    /** Requests that a page of reports is read again. */
    ReportReview.Page reread(@Nullable UUID after) {
        return ask(
                "POST",
                after == null ? "api/v1/inbound/rejudge" : "api/v1/inbound/rejudge?cursor=" + after,
                page -> new ReportReview.Page(
                        page.getJsonNumber("reread").intValueExact(),
                        page.isNull("next") ? null : UUID.fromString(page.getString("next"))));
    }

    /** The answer to a mail that came back. */
    enum InboundAnswer {
        STORED,
        /** it may be accepted later */
        TRY_AGAIN,
        /** it will not be accepted later either */
        REFUSED
    }

    /**
     * Submits a mail that came back.
     *
     * @param envelope the headers {@code Envelope-From} and {@code Envelope-To}, as far as they are known
     * @return the answer; no connection counts as {@link InboundAnswer#TRY_AGAIN}
     */
    InboundAnswer submit(byte[] mail, Map<String, String> envelope) {
        HttpRequest.Builder request = request("api/v1/inbound")
                .timeout(SUBMIT_TIMEOUT)
                .header("Content-Type", "message/rfc822")
                .POST(HttpRequest.BodyPublishers.ofByteArray(mail));
        envelope.forEach(request::header);
        try {
            int status = client().send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status / 100 == 2) {
                return InboundAnswer.STORED;
            }
            // Others, such as a wrong key or another program's 404, are not the mail's fault.
            return ABOUT_THE_MAIL.contains(status) ? InboundAnswer.REFUSED : InboundAnswer.TRY_AGAIN;
        } catch (IOException failed) {
            return InboundAnswer.TRY_AGAIN;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return InboundAnswer.TRY_AGAIN;
        }
    }

    private static Map<VerdictClass, Long> classes(JsonObject counts) {
        Map<VerdictClass, Long> classes = new EnumMap<>(VerdictClass.class);
        counts.keySet()
                .forEach(word -> classes.put(
                        VerdictClass.ofWireName(word),
                        counts.getJsonNumber(word).longValueExact()));
        return classes;
    }

    private static Map<Receiver, Long> receivers(JsonArray announced) {
        return announced.getValuesAs(JsonObject.class).stream()
                .collect(Collectors.toMap(
                        one -> new Receiver(UUID.fromString(one.getString("webhook")), one.getString("host")),
                        one -> one.getJsonNumber("events").longValueExact()));
    }

    /** Sends a request without a body, without a timeout. */
    <T> T ask(String method, String path, Function<JsonObject, T> reading) {
        HttpResponse<String> answer = send(method, path, null);
        if (answer.statusCode() != 200 && answer.statusCode() != 202) {
            throw unexpected(answer);
        }
        return read(answer, reading);
    }

    /**
     * Sends a request that changes something.
     *
     * @param reading reads the answer, an empty object if it has no content
     * @return empty if what the path names does not exist
     * @throws InvalidInputException if the server refuses a value
     */
    <T> Optional<T> change(String method, String path, @Nullable JsonObject body, Function<JsonObject, T> reading) {
        HttpResponse<String> answer = send(method, path, body);
        return switch (answer.statusCode()) {
            case 204 -> Optional.of(reading.apply(JsonValue.EMPTY_JSON_OBJECT));
            case 404 -> Optional.empty();
            case 400 ->
                throw read(
                        answer,
                        problem -> new InvalidInputException(problem.getString("field"), problem.getString("detail")));
            case 201 -> Optional.of(read(answer, reading));
            default -> throw unexpected(answer);
        };
    }

    private StartupException unexpected(HttpResponse<String> answer) {
        return new StartupException("The running server at " + application + " answered " + answer.statusCode() + ": "
                + answer.body().strip());
    }

    private <T> T read(HttpResponse<String> answer, Function<JsonObject, T> reading) {
        try (JsonReader reader = JsonProvider.provider().createReader(new StringReader(answer.body()))) {
            return reading.apply(reader.readObject());
        } catch (JsonException | NullPointerException | ClassCastException | IllegalArgumentException notOurs) {
            throw new StartupException(
                    "The program that answers at " + application + " is not Telltale" + CHECK_ADDRESS, notOurs);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(application.resolve(path)).header("Authorization", "Bearer " + adminKey);
    }

    /** A client without a proxy, so that the key is sent only to that address. */
    private static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    private HttpResponse<String> send(String method, String path, @Nullable JsonObject body) {
        HttpRequest.Builder request = request(path);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        }
        try {
            return client().send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new StartupException(
                    "The home folder is in use by a running Telltale, and " + application + " does not answer ("
                            + failed + ")" + CHECK_ADDRESS,
                    failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StartupException("The command was interrupted.", stopping);
        }
    }
}
