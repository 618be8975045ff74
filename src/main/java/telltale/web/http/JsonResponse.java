package telltale.web.http;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/** A response with a record as JSON. */
public record JsonResponse(int status, Class<? extends Record> type, JsonObject body) implements Response {
    /** The JSON of a record. */
    public static JsonResponse of(int status, Record body) {
        return new JsonResponse(status, body.getClass(), RecordJson.object(body));
    }

    @Override
    public void send(HttpServletResponse response) throws IOException {
        Json.send(response, status, "application/json", body);
    }

    /**
     * Returns a copy with some members alone, of each item of a page or of the only resource.
     *
     * @param items the member with the items of a page; if there is none, the body is the resource
     * @throws InvalidInputException naming the first unknown member
     */
    public JsonResponse select(List<String> fields, @Nullable String items) {
        if (items == null || !body.containsKey(items)) {
            requireKnown(fields, known(RecordJson.names(type), List.of(body)));
            return new JsonResponse(status, type, selected(body, fields));
        }
        List<JsonObject> all = body.getJsonArray(items).getValuesAs(JsonObject.class);
        requireKnown(fields, known(RecordJson.itemNames(type, items), all));
        JsonArrayBuilder array = Json.PROVIDER.createArrayBuilder();
        all.forEach(item -> array.add(selected(item, fields)));
        JsonArray some = array.build();
        JsonObjectBuilder page = Json.object();
        body.forEach((name, value) -> page.add(name, name.equals(items) ? some : value));
        return new JsonResponse(status, type, page.build());
    }

    @Override
    public JsonResponse incomplete(Collection<Integer> shards) {
        JsonArrayBuilder numbers = Json.PROVIDER.createArrayBuilder();
        shards.forEach(numbers::add);
        JsonObjectBuilder marked = Json.object();
        body.forEach(marked::add);
        return new JsonResponse(status, type, marked.add("incomplete", numbers).build());
    }

    private static Set<String> known(Set<String> declared, List<JsonObject> objects) {
        Set<String> known = new LinkedHashSet<>(declared);
        objects.forEach(object -> known.addAll(object.keySet()));
        return known;
    }

    private static void requireKnown(List<String> fields, Set<String> known) {
        for (String field : fields) {
            if (!known.contains(field)) {
                throw new InvalidInputException(
                        "fields",
                        "fields names \"" + Fields.printable(field) + "\", which is not one of "
                                + String.join(", ", known));
            }
        }
    }

    private static JsonObject selected(JsonObject object, List<String> fields) {
        JsonObjectBuilder selected = Json.object();
        for (String field : fields) {
            JsonValue value = object.get(field);
            if (value != null) {
                selected.add(field, value);
            }
        }
        return selected.build();
    }
}
