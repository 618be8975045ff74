package telltale.dns;

/** The types of records that are asked for. */
public enum RecordType {
    A,
    AAAA,
    /** preference and server name, separated by a space (RFC 1035 section 3.3.9) */
    MX,
    /** the strings of the record, joined without a separator (RFC 7208 section 3.3) */
    TXT,
    PTR
}
