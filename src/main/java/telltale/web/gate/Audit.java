package telltale.web.gate;

/** Whether the requests of a route are recorded in the audit log. */
public enum Audit {
    /** they are not: they store what is its own record, a delivery or a report, or read nothing about a person */
    NONE,
    /** before the change and after it */
    CHANGE,
    /** before the answer: they read about one person */
    LOOK,
    /** before the answer, if they read about a person by the address or the delivery */
    SEARCH,
    /** before the answer, whether the sign-in succeeds or not */
    SIGN_IN
}
