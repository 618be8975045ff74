package telltale.doctor.spf;

import org.jspecify.annotations.Nullable;
import telltale.model.IpRange;

/**
 * A mechanism of an SPF record (RFC 7208 section 5).
 *
 * @param qualifier {@code +}, {@code -}, {@code ~} or {@code ?}
 * @param target the domain, null for that of the record
 * @param network the network of ip4 and ip6, else null
 * @param bits4 the prefix length for IPv4 addresses of a and mx
 * @param bits6 the prefix length for IPv6 addresses of a and mx
 */
record Term(
        char qualifier,
        Kind kind,
        @Nullable String target,
        @Nullable IpRange network,
        int bits4,
        int bits6) {
    /** The mechanisms; the order is that of RFC 7208 section 5. */
    enum Kind {
        ALL(false),
        INCLUDE(true),
        A(true),
        MX(true),
        PTR(true),
        IP4(false),
        IP6(false),
        EXISTS(true);

        private final boolean needsLookup;

        Kind(boolean needsLookup) {
            this.needsLookup = needsLookup;
        }

        /** Whether it counts against the limit of section 4.6.4. */
        boolean needsLookup() {
            return needsLookup;
        }
    }

    /** Whether its domain depends on the mail (section 7), so that it cannot be looked up without one. */
    boolean hasMacro() {
        return target != null && target.contains("%");
    }
}
