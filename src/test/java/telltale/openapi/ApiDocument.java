package telltale.openapi;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import telltale.web.api.OpenApiDocument;

/** The OpenAPI document of the API. */
final class ApiDocument {
    private final JsonObject document;
    private final List<Operation> operations = new ArrayList<>();

    private ApiDocument(JsonObject document) {
        this.document = document;
        document.getJsonObject("paths")
                .forEach((path, methods) -> methods.asJsonObject()
                        .forEach((method, operation) -> operations.add(
                                new Operation(this, method.toUpperCase(Locale.ROOT), path, operation.asJsonObject()))));
    }

    static ApiDocument read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.createReader(Objects.requireNonNull(in))) {
            return new ApiDocument(reader.readObject());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }

    Operation operation(String id) {
        return operations.stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the document has no operation " + id));
    }

    /** Finds the operation of a request; a HEAD without an operation of its own is a GET. */
    Optional<Operation> find(String method, String path) {
        Optional<Operation> found = operations.stream()
                .filter(one -> one.method().equals(method) && one.matches(path))
                // A path without a variable takes precedence, and a longer one.
                .min(Comparator.comparing((Operation one) -> one.path().contains("{"))
                        .thenComparing(one -> -one.path().length()));
        return found.isEmpty() && method.equals("HEAD") ? find("GET", path) : found;
    }

    /** The object that a reference points at, or the object itself. */
    JsonObject resolve(JsonObject object) {
        return object.containsKey("$ref")
                ? resolve(
                        document.getValue(object.getString("$ref").substring(1)).asJsonObject())
                : object;
    }
}
