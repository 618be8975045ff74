package telltale.token;

/** What a token is good for, and it is good for nothing else. Each has its own number in tokens, for ever. */
enum Purpose {
    PIXEL(1),
    CLICK(2),
    UNSUBSCRIBE(3),
    PREFERENCES(4);

    private final byte number;

    Purpose(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }
}
