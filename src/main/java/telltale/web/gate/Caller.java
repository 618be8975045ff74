package telltale.web.gate;

/** The credentials that an endpoint requires, checked before a body is read or a permit is taken. */
public enum Caller {
    /** none; the response may still depend on a key */
    EVERYONE,
    /** a key or session with one of the route's roles */
    KEY,
    /** the same; a session also in a GET without the header of the dashboard, which browsers do not send for a stream */
    STREAM,
    /** as {@link #KEY}; a key that can only send is also allowed in the query of a GET */
    SENDER,
    /** a token in the path that was signed for unsubscribing */
    UNSUBSCRIBE_TOKEN,
    /** a token in the path that was signed for the preferences page */
    PREFERENCES_TOKEN,
    /** a token in the path that was signed for the consent page */
    CONSENT_TOKEN,
    /** a token in the path that was signed for the web page of a message */
    VIEW_TOKEN
}
