package telltale.doctor.spf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.IpRange;

/**
 * A parsed SPF record (RFC 7208 sections 4.6.1 and 12).
 *
 * @param terms the mechanisms in their order
 * @param redirect the domain of the redirect modifier, null if there is none
 */
record SpfRecord(List<Term> terms, @Nullable String redirect) {
    private static final String VERSION = "v=spf1";
    /** A domain of 253 characters with macros; the patterns are matched recursively. */
    private static final int MAX_WORD = 500;

    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9_.-]*)=(.*)");
    private static final Pattern MECHANISM =
            Pattern.compile("([+?~-]?)([A-Za-z0-9]+)(?::(.+?))?((?:/\\d+)?(?://\\d+)?)");
    private static final String MACRO = "%\\{[slodiphcrtvSLODIPHCRTV]\\d*[rR]?[.+,/_=-]*\\}";
    private static final Pattern MACRO_STRING = Pattern.compile("(?:" + MACRO + "|%%|%_|%-|[!-$&-~])*");
    /** Section 7.1: a domain ends with a macro, or with a top-level label that is not all digits. */
    private static final Pattern DOMAIN_END =
            Pattern.compile(".*(?:" + MACRO + "|\\.(?![0-9]+\\.?$)[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.?)");

    SpfRecord {
        terms = List.copyOf(terms);
    }

    /** Whether a TXT record is an SPF record (section 4.5). */
    static boolean isSpf(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(VERSION) || lower.startsWith(VERSION + " ");
    }

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException with a sentence that names the wrong term
     */
    static SpfRecord parse(String text) {
        List<Term> terms = new ArrayList<>();
        String redirect = null;
        boolean explained = false;
        String rest = text.substring(VERSION.length()).strip();
        for (String word : rest.isEmpty() ? new String[0] : rest.split(" +", -1)) {
            require(word.length() <= MAX_WORD, "a term is longer than a domain can be");
            Matcher modifier = MODIFIER.matcher(word);
            if (!modifier.matches()) {
                terms.add(mechanism(word));
            } else if (modifier.group(1).equalsIgnoreCase("redirect")) {
                require(redirect == null, "redirect occurs twice");
                redirect = domain(word, modifier.group(2));
            } else if (modifier.group(1).equalsIgnoreCase("exp")) {
                require(!explained, "exp occurs twice");
                explained = true;
                domain(word, modifier.group(2));
            } else {
                require(MACRO_STRING.matcher(modifier.group(2)).matches(), "\"" + word + "\" has a wrong macro");
            }
        }
        return new SpfRecord(terms, redirect);
    }

    private static Term mechanism(String word) {
        Matcher parts = MECHANISM.matcher(word);
        require(parts.matches(), "\"" + word + "\" is no mechanism");
        char qualifier = parts.group(1).isEmpty() ? '+' : parts.group(1).charAt(0);
        Term.Kind kind = kind(word, parts.group(2));
        String value = parts.group(3);
        String prefix = parts.group(4);
        return switch (kind) {
            case ALL -> {
                require(value == null && prefix.isEmpty(), "\"" + word + "\": all has no value");
                yield plain(qualifier, kind, null);
            }
            case IP4, IP6 -> new Term(qualifier, kind, null, network(word, kind, value, prefix), 0, 0);
            case A, MX -> addresses(word, qualifier, kind, value, prefix);
            case INCLUDE, EXISTS -> {
                require(value != null && prefix.isEmpty(), "\"" + word + "\" needs a domain");
                yield plain(qualifier, kind, domain(word, value == null ? "" : value));
            }
            case PTR -> {
                require(prefix.isEmpty(), "\"" + word + "\" has a prefix length");
                yield plain(qualifier, kind, value == null ? null : domain(word, value));
            }
        };
    }

    private static Term plain(char qualifier, Term.Kind kind, @Nullable String target) {
        return new Term(qualifier, kind, target, null, 0, 0);
    }

    private static Term.Kind kind(String word, String name) {
        for (Term.Kind kind : Term.Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("\"" + word + "\" is an unknown mechanism");
    }

    private static Term addresses(String word, char qualifier, Term.Kind kind, @Nullable String value, String prefix) {
        int slashes = prefix.indexOf("//");
        String first = slashes < 0 ? prefix : prefix.substring(0, slashes);
        return new Term(
                qualifier,
                kind,
                value == null ? null : domain(word, value),
                null,
                first.isEmpty() ? 32 : bits(word, first.substring(1), 32),
                slashes < 0 ? 128 : bits(word, prefix.substring(slashes + 2), 128));
    }

    private static IpRange network(String word, Term.Kind kind, @Nullable String value, String prefix) {
        require(value != null && !prefix.startsWith("//"), "\"" + word + "\" needs an address");
        try {
            IpRange network = IpRange.parse(value + prefix);
            require(network.ipv6() == (kind == Term.Kind.IP6), "\"" + word + "\" has an address of the other family");
            return network;
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException("\"" + word + "\" has no valid address", invalid);
        }
    }

    private static int bits(String word, String digits, int max) {
        require(digits.length() <= 3 && Integer.parseInt(digits) <= max, "\"" + word + "\" has a wrong prefix length");
        return Integer.parseInt(digits);
    }

    private static String domain(String word, String domain) {
        require(
                MACRO_STRING.matcher(domain).matches()
                        && DOMAIN_END.matcher(domain).matches(),
                "\"" + word + "\" has no valid domain");
        return domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    }

    private static void require(boolean valid, String otherwise) {
        if (!valid) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
