package telltale.model;

/** A kind of stored data that is deleted or reduced by age. */
public enum DataKind implements WireConstant {
    EVENTS,
    EVENT_SUMMARIES,
    USER_AGENTS,
    /** the days of last opens under the profile hygiene */
    ACTIVITY,
    MESSAGE_CONTENT,
    /** reports without a delivery */
    UNRELATED_REPORTS,
    REPORT_SOURCES,
    WEBHOOK_EVENTS,
    AUDIT_LOG
}
