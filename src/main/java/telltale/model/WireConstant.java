package telltale.model;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A constant that the API, data files or the database name. */
public interface WireConstant {
    /** The name in the program, as every enum has. */
    String name();

    /** The name outside, such as {@code human-direct} for {@code HUMAN_DIRECT}. */
    default String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The constant with the given name outside.
     *
     * @throws IllegalArgumentException naming the permitted values
     */
    static <E extends Enum<E> & WireConstant> E of(Class<E> type, String wireName) {
        for (E constant : type.getEnumConstants()) {
            if (constant.wireName().equals(wireName)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(Stream.of(type.getEnumConstants())
                .map(WireConstant::wireName)
                .collect(Collectors.joining(", ", "expected one of ", "")));
    }
}
