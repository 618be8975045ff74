package telltale.token;

/** The only purpose that a token is valid for. Each has its own number in tokens, which never changes. */
enum Purpose {
    PIXEL(1),
    CLICK(2),
    UNSUBSCRIBE(3),
    PREFERENCES(4),
    VIEW(5),
    VIEW_CLICK(6),
    COMPLAINT(7),
    RETURN_PATH(8),
    UNSUBSCRIBE_BY_MAIL(9),
    MESSAGE_ID(10),
    SESSION(11),
    SIGN_IN(12),
    CONSENT(13),
    POOL(14),
    CAMPAIGN_CLICK(15);

    private final byte number;

    Purpose(int number) {
        this.number = (byte) number;
    }

    byte number() {
        return number;
    }
}
