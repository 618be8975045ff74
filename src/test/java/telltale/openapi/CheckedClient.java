package telltale.openapi;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import telltale.contract.RawHttpClient;
import telltale.contract.RawHttpClient.Answer;
import telltale.openapi.RequestGenerator.Generated;
import telltale.web.http.JsonBody;

/** A client that compares every answer with the document. */
final class CheckedClient {
    private static final String PROBLEM = "application/problem+json";

    private static final int MAX_SHOWN = 300;

    private final ApiDocument document;
    private final SchemaCheck schemas;
    private final RawHttpClient http;
    private final String adminKey;
    /** The differences from the document, each with the first request that showed it. */
    private final Map<String, String> faults = new ConcurrentSkipListMap<>();

    private final Set<String> produced = new ConcurrentSkipListSet<>();

    CheckedClient(ApiDocument document, RawHttpClient http, String adminKey) {
        this.document = document;
        this.schemas = new SchemaCheck(document);
        this.http = http;
        this.adminKey = adminKey;
    }

    /** The answers that the document does not describe. */
    List<String> faults() {
        return faults.entrySet().stream()
                .map(fault -> fault.getKey() + " (" + fault.getValue() + ")")
                .toList();
    }

    /** Takes over what another client found, of an application with other settings. */
    void add(CheckedClient other) {
        faults.putAll(other.faults);
        produced.addAll(other.produced);
    }

    private void add(String operation, Answer answer, String request, String fault) {
        String shown = request.length() > MAX_SHOWN ? request.substring(0, MAX_SHOWN) + "…" : request;
        faults.putIfAbsent(operation + " " + answer.status() + ": " + fault, shown);
    }

    /** Operations with the statuses and media types that they were answered with. */
    Set<String> produced() {
        return Set.copyOf(produced);
    }

    static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    /** Sends a request with the admin key and without a body. */
    Answer admin(String method, String target) throws IOException {
        return send(method, target, "", bearer(adminKey));
    }

    /** Sends JSON with the admin key. */
    Answer json(String method, String target, String body) throws IOException {
        return admin(method, target, "application/json", body);
    }

    /** Sends a body with the admin key. */
    Answer admin(String method, String target, String type, String body) throws IOException {
        return send(method, target, body, bearer(adminKey), "Content-Type: " + type);
    }

    /** Sends a request, with its header fields as lines. */
    Answer send(String method, String target, String body, String... fields) throws IOException {
        Answer answer = answer(method, target, body.getBytes(StandardCharsets.UTF_8), fields);
        check(method, target, body, answer);
        return answer;
    }

    /** Sends a generated request, and does not check the answer. */
    Answer exchange(Generated request, List<String> credentials) throws IOException {
        List<String> fields = new ArrayList<>(credentials);
        fields.addAll(request.fields());
        return answer(request.method(), request.target(), request.body().toBytes(), fields.toArray(String[]::new));
    }

    /** Checks an answer; that to a request that the container may refuse or change for faults of the server only. */
    void check(Generated request, Answer answer) {
        if (!request.isRefused() || answer.status() >= 500) {
            check(
                    request.method(),
                    request.target(),
                    new String(request.body().toBytes(), StandardCharsets.UTF_8),
                    answer);
        }
    }

    private void check(String method, String target, String body, Answer answer) {
        String path = target.split("\\?", 2)[0];
        Optional<Operation> operation = document.find(method, path);
        if (operation.isPresent()) {
            check(operation.get(), method, answer, method + " " + target + " " + body);
        } else {
            checkProblem(answer, method + " " + target);
        }
    }

    private Answer answer(String method, String target, byte[] body, String... fields) throws IOException {
        try {
            return http.request(method, "/app" + target, body, fields);
        } catch (IOException failed) {
            String text = new String(body, StandardCharsets.UTF_8);
            throw new IOException("no answer to " + method + " " + target + " " + text + ": " + failed, failed);
        }
    }

    private void check(Operation operation, String method, Answer answer, String request) {
        int status = answer.status();
        if (status == 413 && operation.bodies().isEmpty()) {
            // What info says about bodies where none is expected.
            checkProblem(answer, request);
        } else if (!operation.has(status)) {
            add(operation.id(), answer, request, "the document has no such status");
        } else {
            checkBody(operation, method, answer, request);
        }
    }

    private void checkBody(Operation operation, String method, Answer answer, String request) {
        Map<String, JsonObject> documented = operation.answers(answer.status());
        String type = method.equals("HEAD") ? Operation.NO_BODY : mediaType(answer);
        produced.add(new Operation.Answer(operation.id(), operation.key(answer.status()), type).toString());
        if (method.equals("HEAD") || (documented.isEmpty() && answer.octets().isEmpty())) {
            return;
        }
        if (!documented.containsKey(type)) {
            add(operation.id(), answer, request, "the document has " + documented.keySet() + " but not " + type);
        } else if (type.endsWith("json") && !type.equals("application/x-ndjson")) {
            checkJson(operation, documented.get(type), answer, request);
        }
    }

    private void checkJson(Operation operation, JsonObject schema, Answer answer, String request) {
        try {
            schemas.faults(schema, JsonBody.parse(answer.text()), "answer")
                    .forEach(fault -> add(operation.id(), answer, request, fault));
        } catch (JsonException | IllegalArgumentException invalid) {
            add(operation.id(), answer, request, "it is not JSON: " + answer.text());
        }
    }

    /** Checks an answer that belongs to no documented operation. */
    private void checkProblem(Answer answer, String request) {
        boolean isProblem = answer.status() < 500 && mediaType(answer).equals(PROBLEM);
        if (answer.status() >= 500 || (request.contains(" /api/") && answer.status() >= 400 && !isProblem)) {
            add("another request", answer, request, "it is no problem of the client: " + answer);
        }
    }

    private static String mediaType(Answer answer) {
        return answer.field("Content-Type")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .orElse(Operation.NO_BODY);
    }
}
