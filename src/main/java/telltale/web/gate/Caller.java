package telltale.web.gate;

/** The permission that an endpoint asks for before a body is read and before a permit is taken. */
enum Caller {
    /** none; what the servlet tells may still depend on a key */
    EVERYONE,
    /** the admin key */
    ADMIN,
    /** the admin or the track key; the latter may stand in the query of a GET */
    SENDER,
    /** a token in the path that was signed for unsubscribing */
    UNSUBSCRIBE_TOKEN,
    /** a token in the path that was signed for the preferences page */
    PREFERENCES_TOKEN
}
