package telltale.doctor.dmarc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import telltale.doctor.TagList;

/** A DMARC policy record (RFC 9989). */
record DmarcRecord(TagList tags) {
    private static final Pattern VERSION = Pattern.compile("v\\s*=\\s*DMARC1\\s*(;.*)?", Pattern.DOTALL);
    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");
    private static final Set<String> MODES = Set.of("r", "s");

    /** Whether a TXT record is a DMARC record; others at the name are ignored (section 4.10). */
    static boolean isDmarc(String text) {
        return VERSION.matcher(text).matches();
    }

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static DmarcRecord parse(String text) {
        return new DmarcRecord(TagList.parse(text));
    }

    /** The policy for a subdomain, or for the domain itself; {@code none} if it states none. */
    String policy(boolean isSubdomain, boolean exists) {
        String own = policyOr("p", "none");
        if (!isSubdomain) {
            return own;
        }
        String sub = policyOr("sp", own);
        return exists ? sub : policyOr("np", sub);
    }

    private String policyOr(String tag, String otherwise) {
        String value = lower(tag, otherwise);
        return POLICIES.contains(value) ? value : otherwise;
    }

    /** The value of psd: {@code y} for a public suffix, {@code n} for an organizational domain, else {@code u}. */
    String psd() {
        return lower("psd", "u");
    }

    boolean isTesting() {
        return lower("t", "n").equals("y");
    }

    boolean hasPct() {
        return tags.get("pct") != null;
    }

    boolean isStrict(String tag) {
        return lower(tag, "r").equals("s");
    }

    /** The tags whose values do not exist. */
    List<String> invalidTags() {
        List<String> invalid = new ArrayList<>();
        for (String tag : List.of("p", "sp", "np")) {
            if (!POLICIES.contains(lower(tag, "none"))) {
                invalid.add(tag + "=" + tags.get(tag));
            }
        }
        for (String tag : List.of("adkim", "aspf")) {
            if (!MODES.contains(lower(tag, "r"))) {
                invalid.add(tag + "=" + tags.get(tag));
            }
        }
        return invalid;
    }

    /** The addresses for aggregate reports. */
    List<String> reportAddresses() {
        String rua = tags.get("rua");
        return rua == null || rua.isEmpty()
                ? List.of()
                : Arrays.stream(rua.split(",", -1)).map(String::strip).toList();
    }

    private String lower(String tag, String otherwise) {
        return tags.get(tag, otherwise).toLowerCase(Locale.ROOT);
    }
}
