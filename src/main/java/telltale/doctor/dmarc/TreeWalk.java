package telltale.doctor.dmarc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;

/** The DMARC records of a domain and its parents (RFC 9989, DNS tree walk). */
final class TreeWalk {
    /** At most so many labels are left after the first step, so that no walk has more than eight queries. */
    private static final int MAX_PARENT_LABELS = 7;

    private final String start;
    private final Map<String, DmarcRecord> records = new LinkedHashMap<>();
    private final List<String> errors = new ArrayList<>();
    private final List<String> multiple = new ArrayList<>();
    private @Nullable String unanswered;

    private TreeWalk(String start) {
        this.start = start;
    }

    /** Walks from a domain to the root, or to the first record with psd=n or psd=y. */
    static TreeWalk from(String domain, Dns dns) {
        TreeWalk walk = new TreeWalk(domain);
        for (String name : names(domain)) {
            walk.visit(name, dns);
            DmarcRecord record = walk.records.get(name);
            if (walk.unanswered != null || (record != null && !record.psd().equals("u"))) {
                break;
            }
        }
        return walk;
    }

    /** The domains that are asked, the first first. */
    static List<String> names(String domain) {
        List<String> labels = Arrays.asList(domain.split("\\.", -1));
        List<String> names = new ArrayList<>(List.of(domain));
        for (int left = Math.min(labels.size() - 1, MAX_PARENT_LABELS); left > 0; left--) {
            names.add(String.join(".", labels.subList(labels.size() - left, labels.size())));
        }
        return names;
    }

    private void visit(String name, Dns dns) {
        DnsAnswer answer = dns.ask("_dmarc." + name, RecordType.TXT);
        if (answer instanceof DnsAnswer.Failed failed) {
            unanswered = "_dmarc." + name + ": " + failed.reason();
            return;
        }
        List<String> found =
                answer.values().stream().filter(DmarcRecord::isDmarc).toList();
        if (found.size() > 1) {
            multiple.add("_dmarc." + name + " has " + String.join(" and ", found));
        } else if (!found.isEmpty()) {
            try {
                records.put(name, DmarcRecord.parse(found.get(0)));
            } catch (IllegalArgumentException invalid) {
                errors.add("_dmarc." + name + " has " + found.get(0) + " – " + invalid.getMessage());
            }
        }
    }

    /** The organizational domain (section 4.10.2). */
    String organizationalDomain() {
        String organization = start;
        for (Map.Entry<String, DmarcRecord> one : records.entrySet()) {
            String psd = one.getValue().psd();
            if (psd.equals("n")) {
                return one.getKey();
            }
            if (psd.equals("y") && !one.getKey().equals(start)) {
                return below(one.getKey());
            }
            organization = one.getKey();
        }
        return organization;
    }

    /** The domain one label below a parent of the start. */
    private String below(String parent) {
        String rest = start.substring(0, start.length() - parent.length() - 1);
        return rest.substring(rest.lastIndexOf('.') + 1) + "." + parent;
    }

    /** The domain whose record applies (section 4.10.1), null if there is none. */
    @Nullable
    String policyDomain() {
        if (records.containsKey(start)) {
            return start;
        }
        String organization = organizationalDomain();
        if (records.containsKey(organization)) {
            return organization;
        }
        return records.entrySet().stream()
                .filter(one -> one.getValue().psd().equals("y"))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** The record of a domain in the walk. */
    @Nullable
    DmarcRecord record(String domain) {
        return records.get(domain);
    }

    /** Records that cannot be parsed. */
    List<String> errors() {
        return errors;
    }

    /** Names with several records. */
    List<String> multiple() {
        return multiple;
    }

    /** The name for which the DNS did not answer, null if it always did. */
    @Nullable
    String unanswered() {
        return unanswered;
    }
}
