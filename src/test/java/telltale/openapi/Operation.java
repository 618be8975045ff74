package telltale.openapi;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An operation of the API.
 *
 * @param path below the application; a part in braces is a variable
 */
record Operation(ApiDocument document, String method, String path, JsonObject json) {
    /** The media type of an answer without a body. */
    static final String NO_BODY = "-";

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    /** An answer that the document has: an operation, its status and its media type. */
    record Answer(String operation, String status, String type) {
        @Override
        public String toString() {
            return operation + " " + status + " " + type;
        }
    }

    String id() {
        return json.getString("operationId");
    }

    boolean matches(String requested) {
        String[] fixed = VARIABLE.split(path, -1);
        return fixed.length == 1
                ? requested.equals(path)
                : requested.startsWith(fixed[0])
                        && requested.endsWith(fixed[1])
                        && requested.length() > fixed[0].length() + fixed[1].length();
    }

    /** Whether a caller needs a key or a session. */
    boolean isKeyed() {
        return !json.getJsonArray("security").isEmpty();
    }

    List<String> roles() {
        return json.getJsonArray("x-roles").getValuesAs(JsonString::getString);
    }

    List<JsonObject> parameters() {
        return json.getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonObject.class);
    }

    /** The schemas of request bodies by media type. */
    Map<String, JsonObject> bodies() {
        return json.containsKey("requestBody") ? schemas(json.getJsonObject("requestBody")) : Map.of();
    }

    boolean has(int status) {
        return json.getJsonObject("responses").containsKey(key(status));
    }

    /** A status as the document has it: the code, or the range of codes if the code has no entry of its own. */
    String key(int status) {
        String code = String.valueOf(status);
        String range = code.charAt(0) + "XX";
        JsonObject responses = json.getJsonObject("responses");
        return responses.containsKey(range) && !responses.containsKey(code) ? range : code;
    }

    /** The schemas of an answer by media type. */
    Map<String, JsonObject> answers(int status) {
        return answers(key(status));
    }

    private Map<String, JsonObject> answers(String key) {
        return schemas(document.resolve(json.getJsonObject("responses").getJsonObject(key)));
    }

    private static Map<String, JsonObject> schemas(JsonObject described) {
        Map<String, JsonObject> schemas = new TreeMap<>();
        described
                .getOrDefault("content", JsonValue.EMPTY_JSON_OBJECT)
                .asJsonObject()
                .forEach((type, content) -> schemas.put(
                        type,
                        Optional.ofNullable(content.asJsonObject().getJsonObject("schema"))
                                .orElse(JsonValue.EMPTY_JSON_OBJECT)));
        return schemas;
    }

    /** Every documented answer. */
    Set<Answer> answers() {
        Set<Answer> answers = new LinkedHashSet<>();
        for (String status : json.getJsonObject("responses").keySet()) {
            List<String> types = new ArrayList<>(answers(status).keySet());
            if (types.isEmpty() || method.equals("HEAD")) {
                types = List.of(NO_BODY);
            }
            types.forEach(type -> answers.add(new Answer(id(), status, type)));
        }
        return answers;
    }

    /** The path with a value for its variable. */
    String at(String value) {
        return VARIABLE.matcher(path).replaceFirst(java.util.regex.Matcher.quoteReplacement(value));
    }
}
