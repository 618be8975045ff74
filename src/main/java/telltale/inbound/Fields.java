package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Header-like fields in their order. Names have no case. */
final class Fields {
    private final List<Field> fields = new ArrayList<>();

    /**
     * One field.
     *
     * @param name in lower case
     * @param value unfolded, without surrounding space
     */
    record Field(String name, String value) {}

    void add(String name, String value) {
        fields.add(new Field(name.toLowerCase(Locale.ROOT), value));
    }

    /** The value of the first field with this name that has one, or an empty text. */
    String first(String name) {
        return all(name).findFirst().orElse("");
    }

    /** The values of all fields with this name, except for empty ones. */
    Stream<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name.equals(name) && !field.value.isEmpty())
                .map(Field::value);
    }

    boolean has(String name) {
        return fields.stream().anyMatch(field -> field.name.equals(name));
    }

    boolean isEmpty() {
        return fields.isEmpty();
    }

    List<Field> list() {
        return fields;
    }
}
