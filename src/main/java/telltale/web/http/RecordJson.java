package telltale.web.http;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts records to JSON: a component is a member, null is null, and an empty {@link Optional} has no member. */
public final class RecordJson {
    private static final ClassValue<List<Member>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<Member> computeValue(Class<?> type) {
            return Stream.of(type.getRecordComponents()).map(Member::of).toList();
        }
    };

    private record Member(String name, boolean isUnwrapped, Method accessor) {
        /** The names of the members of the object that this adds: its own, or those of a record without its name. */
        Stream<String> names() {
            Class<?> type = element(accessor.getGenericReturnType());
            return isUnwrapped ? type.isRecord() ? RecordJson.names(type).stream() : Stream.of() : Stream.of(name);
        }

        static Member of(RecordComponent component) {
            JsonName name = component.getAnnotation(JsonName.class);
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return new Member(
                    name == null ? component.getName() : name.value(),
                    component.isAnnotationPresent(Unwrapped.class),
                    accessor);
        }

        void addTo(JsonObjectBuilder object, Record record) {
            Object value = read(record);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present -> add(object, present));
            } else {
                add(object, value);
            }
        }

        private void add(JsonObjectBuilder object, @Nullable Object value) {
            if (!isUnwrapped) {
                object.add(name, value(value));
            } else if (value != null) {
                value(value).asJsonObject().forEach(object::add);
            }
        }

        private @Nullable Object read(Record record) {
            try {
                return accessor.invoke(record);
            } catch (ReflectiveOperationException impossible) {
                throw new IllegalStateException("a record's accessors return its components", impossible);
            }
        }
    }

    private RecordJson() {}

    /** The names of the members of a record's JSON, also of those that are absent from some. */
    static Set<String> names(Class<?> type) {
        return MEMBERS.get(type).stream().flatMap(Member::names).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The names of the members of each item in a list of records. */
    static Set<String> itemNames(Class<?> type, String list) {
        return MEMBERS.get(type).stream()
                .filter(member -> member.name().equals(list))
                .map(member -> element(member.accessor().getGenericReturnType()))
                .filter(Class::isRecord)
                .findFirst()
                .map(RecordJson::names)
                .orElse(Set.of());
    }

    /** The class of the elements of a list or an optional value, or else of the value itself. */
    private static Class<?> element(Type type) {
        Type element = type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : type;
        return element instanceof Class<?> known ? known : Object.class;
    }

    /** The JSON object of a record. */
    public static JsonObject object(Record record) {
        JsonObjectBuilder object = Json.object();
        MEMBERS.get(record.getClass()).forEach(member -> member.addTo(object, record));
        return object.build();
    }

    /** The JSON of a record, map, collection, number, boolean, instant or JSON value, or else of its text. */
    static JsonValue value(@Nullable Object value) {
        if (value == null) {
            return JsonValue.NULL;
        } else if (value instanceof JsonValue json) {
            return json;
        } else if (value instanceof Record record) {
            return object(record);
        } else if (value instanceof Map<?, ?> map) {
            JsonObjectBuilder object = Json.object();
            map.forEach((key, member) -> object.add(key.toString(), value(member)));
            return object.build();
        } else if (value instanceof Collection<?> collection) {
            JsonArrayBuilder array = Json.PROVIDER.createArrayBuilder();
            collection.forEach(element -> array.add(value(element)));
            return array.build();
        }
        return scalar(value);
    }

    private static JsonValue scalar(Object value) {
        if (value instanceof Boolean flag) {
            return flag ? JsonValue.TRUE : JsonValue.FALSE;
        } else if (value instanceof Number number) {
            return Json.PROVIDER.createValue(new BigDecimal(number.toString()));
        }
        return value instanceof Instant instant ? Json.instant(instant) : Json.text(value.toString());
    }
}
