package telltale.model;

/** A constant that the database holds as a small number. */
public interface StoredConstant {
    /** The number, which never changes and is never given again. */
    int number();

    /**
     * The constant of a number.
     *
     * @throws IllegalArgumentException if a newer Telltale wrote it
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
