package telltale.model;

/** A constant that the database stores as a small number. */
public interface StoredConstant {
    /** The number, which never changes and is never reused. */
    int number();

    /**
     * The constant with the given number.
     *
     * @throws IllegalArgumentException if there is none, as when a newer Telltale wrote it
     */
    static <E extends Enum<E> & StoredConstant> E of(Class<E> type, int number) {
        for (E constant : type.getEnumConstants()) {
            if (constant.number() == number) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no " + type.getSimpleName() + " has the number " + number);
    }
}
