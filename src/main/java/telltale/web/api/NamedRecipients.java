package telltale.web.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import telltale.message.Finding;
import telltale.message.Recipient;

/**
 * The recipients of a message as it names them, and who of them get a copy: each person one, unless all copies are wanted.
 *
 * @param all every entry, in order
 * @param copies the entries that get a copy, in order
 * @param copyOf for each entry the index of its copy
 * @param repeated the entries without a copy of their own, in order
 */
record NamedRecipients(List<Recipient> all, List<Recipient> copies, List<Integer> copyOf, SortedSet<Integer> repeated) {
    private static final int MAX_SHOWN = 3;

    /** @param withDuplicates whether all copies are wanted */
    static NamedRecipients of(List<Recipient> named, boolean withDuplicates) {
        Map<String, Integer> known = new HashMap<>();
        List<Recipient> copies = new ArrayList<>();
        List<Integer> copyOf = new ArrayList<>();
        SortedSet<Integer> repeated = new TreeSet<>();
        for (Recipient recipient : named) {
            String person = recipient.mailbox().address().canonical();
            Integer copy = withDuplicates ? null : known.get(person);
            if (copy == null) {
                known.put(person, copies.size());
                copies.add(recipient);
            } else {
                repeated.add(copyOf.size());
            }
            copyOf.add(copy == null ? copies.size() - 1 : copy);
        }
        return new NamedRecipients(named, copies, copyOf, repeated);
    }

    /** The finding about persons who are named several times. */
    Optional<Finding> duplicates() {
        List<String> masked = repeated.stream()
                .limit(MAX_SHOWN)
                .map(entry -> all.get(entry).mailbox().address().masked())
                .toList();
        return duplicates(repeated.size(), masked);
    }

    /**
     * The finding about persons who are named several times.
     *
     * @param masked the addresses of the first
     */
    static Optional<Finding> duplicates(int count, List<String> masked) {
        return count == 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        "recipient-duplicate",
                        "to",
                        "Recipients who are named before and get one copy: " + count + ".",
                        count,
                        masked));
    }
}
