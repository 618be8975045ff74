package telltale.store;

/**
 * The way of mail through one mail server to one provider of mailboxes, which has a pace of its own.
 *
 * @param server the name of the mail server, which has no space
 * @param provider the name of the provider
 */
public record Lane(String server, String provider) {
    /** Parses {@link #toString}. */
    public static Lane parse(String text) {
        int space = text.indexOf(' ');
        return new Lane(text.substring(0, space), text.substring(space + 1));
    }

    @Override
    public String toString() {
        return server + " " + provider;
    }
}
