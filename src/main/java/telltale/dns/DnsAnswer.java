package telltale.dns;

import java.util.List;

/** What the DNS answered to a question. */
public sealed interface DnsAnswer {
    /** The values of the records; empty unless there are any. */
    default List<String> values() {
        return List.of();
    }

    /** There are records of the type. */
    record Found(List<String> values) implements DnsAnswer {
        public Found {
            values = List.copyOf(values);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("an answer without records is NoData");
            }
        }
    }

    /** The name does not exist (NXDOMAIN, RFC 2308 section 2.1). */
    record NoName() implements DnsAnswer {}

    /** The name exists, but has no record of the type (NODATA, RFC 2308 section 2.2). */
    record NoData() implements DnsAnswer {}

    /**
     * There was no answer, or a name server reported a failure; a later attempt may succeed.
     *
     * @param reason what failed, for a person
     */
    record Failed(String reason) implements DnsAnswer {}
}
