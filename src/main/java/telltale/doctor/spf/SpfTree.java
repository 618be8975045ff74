package telltale.doctor.spf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;

/** The SPF record of a domain with all records that it includes or redirects to, and what is wrong with them. */
final class SpfTree {
    /** How many lookups are counted; the limit of RFC 7208 section 4.6.4 is far below it. */
    private static final int MAX_COUNTED = 40;

    /** A domain that ends with a dot, where mailauth 4.13.3 refuses it (findings/mailauth-spf-trailing-dot.sh). */
    private static final Pattern DOT_AT_END =
            Pattern.compile(" [-+~?]?(?:a|mx):[^ /]+\\.(?=[/ ]|$)", Pattern.CASE_INSENSITIVE);

    /** What is wrong, with an explanation. */
    record Problem(SpfFinding type, String seen) {}

    private final Dns dns;
    private final Map<String, SpfRecord> records = new HashMap<>();
    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Set<String> voids = new LinkedHashSet<>();
    private int lookups;

    private SpfTree(Dns dns) {
        this.dns = dns;
    }

    /** Looks up a domain's record and all that it leads to. */
    static SpfTree of(String domain, Dns dns) {
        SpfTree tree = new SpfTree(dns);
        tree.visit(domain, List.of());
        return tree;
    }

    /** The record of a domain in the tree, null if it has none that is valid. */
    @Nullable
    SpfRecord record(String domain) {
        return records.get(domain);
    }

    /** The domains of all valid records. */
    Set<String> domains() {
        return records.keySet();
    }

    Set<Problem> problems() {
        return problems;
    }

    /** The names for which the DNS did not answer. */
    Set<String> unanswered() {
        return unanswered;
    }

    /** The names that do not exist, or have no records of the type. */
    Set<String> voids() {
        return voids;
    }

    /** The number of lookups if no mechanism matches before the end (section 4.6.4). */
    int lookups() {
        return lookups;
    }

    private void visit(String domain, List<String> path) {
        List<String> own = new ArrayList<>(path);
        own.add(domain);
        if (path.contains(domain)) {
            problems.add(new Problem(SpfFinding.SPF_LOOP, String.join(" → ", own)));
            return;
        }
        SpfRecord record = lookUp(domain, path);
        if (record == null) {
            return;
        }
        records.put(domain, record);
        for (Term term : record.terms()) {
            if (term.kind() == Term.Kind.ALL) {
                return;
            }
            follow(term, domain, own);
        }
        if (record.redirect() != null && count() && !record.redirect().contains("%")) {
            visit(record.redirect(), own);
        }
    }

    private void follow(Term term, String domain, List<String> path) {
        if (!term.kind().needsLookup() || !count() || term.hasMacro()) {
            return;
        }
        String target = term.target() == null ? domain : term.target();
        switch (term.kind()) {
            case INCLUDE -> visit(target, path);
            case A -> noteVoid(target, RecordType.A, RecordType.AAAA);
            case MX -> noteVoid(target, RecordType.MX);
            case EXISTS -> noteVoid(target, RecordType.A);
            case PTR -> problems.add(new Problem(SpfFinding.SPF_PTR, "The record of " + domain + " has ptr."));
            case ALL, IP4, IP6 -> throw new IllegalStateException(term + " needs no lookup");
        }
    }

    /** Counts a lookup, and returns whether it is made. */
    private boolean count() {
        lookups++;
        return lookups <= MAX_COUNTED;
    }

    private void noteVoid(String name, RecordType... types) {
        for (RecordType type : types) {
            DnsAnswer answer = dns.ask(name, type);
            if (answer instanceof DnsAnswer.Found) {
                return;
            }
            if (answer instanceof DnsAnswer.Failed failed) {
                unanswered.add(name + ": " + failed.reason());
                return;
            }
        }
        voids.add(name);
    }

    private @Nullable SpfRecord lookUp(String domain, List<String> path) {
        DnsAnswer answer = dns.ask(domain, RecordType.TXT);
        if (answer instanceof DnsAnswer.Failed failed) {
            unanswered.add(domain + ": " + failed.reason());
            return null;
        }
        List<String> spf = answer.values().stream().filter(SpfRecord::isSpf).toList();
        if (spf.isEmpty()) {
            noteMissing(domain, path, answer);
            return null;
        }
        if (spf.size() > 1) {
            problems.add(new Problem(SpfFinding.SPF_MULTIPLE, domain + " has " + String.join(" and ", spf)));
            return null;
        }
        try {
            SpfRecord record = SpfRecord.parse(spf.get(0));
            if (DOT_AT_END.matcher(spf.get(0)).find()) {
                problems.add(new Problem(SpfFinding.SPF_TRAILING_DOT, domain + " has " + spf.get(0)));
            }
            return record;
        } catch (IllegalArgumentException invalid) {
            problems.add(
                    new Problem(SpfFinding.SPF_SYNTAX, domain + " has " + spf.get(0) + " – " + invalid.getMessage()));
            return null;
        }
    }

    private void noteMissing(String domain, List<String> path, DnsAnswer answer) {
        if (path.isEmpty()) {
            String text = answer instanceof DnsAnswer.NoName
                    ? "The domain does not exist."
                    : "No TXT record begins with v=spf1.";
            problems.add(new Problem(SpfFinding.SPF_MISSING, text));
            return;
        }
        if (!(answer instanceof DnsAnswer.Found)) {
            voids.add(domain);
        }
        problems.add(new Problem(
                SpfFinding.SPF_INCLUDE_MISSING,
                path.get(path.size() - 1) + " includes " + domain + ", which has no SPF record."));
    }
}
