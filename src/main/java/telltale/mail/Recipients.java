package telltale.mail;

import jakarta.mail.Address;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The recipients of a mail: addresses that can be submitted, and others, which make the whole mail fail. */
final class Recipients {
    private static final Address[] NONE = {};

    private final List<InternetAddress> valid = new ArrayList<>();
    private final List<Address> invalid = new ArrayList<>();

    private Recipients() {}

    /** Reads addresses, and the members of groups among them. */
    static Recipients of(Address @Nullable [] addresses) {
        Recipients recipients = new Recipients();
        for (Address address : addresses == null ? NONE : addresses) {
            recipients.add(address);
        }
        return recipients;
    }

    private void add(Address address) {
        if (!(address instanceof InternetAddress one) || one.getAddress() == null) {
            invalid.add(address);
        } else if (one.isGroup()) {
            addGroup(one);
        } else {
            valid.add(one);
        }
    }

    private void addGroup(InternetAddress group) {
        try {
            InternetAddress[] members = group.getGroup(false);
            valid.addAll(members == null ? List.of() : List.of(members));
        } catch (AddressException malformed) {
            invalid.add(group);
        }
    }

    /** @throws SendFailedException if there is no address, or one that cannot be submitted */
    void requireValid() throws SendFailedException {
        if (!invalid.isEmpty()) {
            throw new SendFailedException(
                    "an address is not an Internet address", null, NONE, valid(Set.of()), array(invalid));
        }
        if (valid.isEmpty()) {
            throw new SendFailedException("the mail has no recipients");
        }
    }

    /** The addresses in the order in which they are submitted. */
    List<String> texts() {
        return valid.stream().map(InternetAddress::getAddress).toList();
    }

    int size() {
        return valid.size();
    }

    /** The addresses at some positions. */
    Address[] at(Set<Integer> positions) {
        return selected(positions, true);
    }

    /** The addresses except for those at some positions. */
    Address[] valid(Set<Integer> except) {
        return selected(except, false);
    }

    private Address[] selected(Set<Integer> positions, boolean contained) {
        List<Address> selected = new ArrayList<>();
        for (int i = 0; i < valid.size(); i++) {
            if (positions.contains(i) == contained) {
                selected.add(valid.get(i));
            }
        }
        return array(selected);
    }

    private static Address[] array(List<Address> addresses) {
        return addresses.toArray(NONE);
    }

    /**
     * The exception for a mail that is not sent to any recipient.
     *
     * @param refused the positions of the addresses that are not valid
     */
    SendFailedException failure(String explanation, Set<Integer> refused) {
        return new SendFailedException(explanation, null, NONE, valid(refused), at(refused));
    }
}
