package telltale.doctor.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.Verdict;

/**
 * A fetch as a mail program does it.
 *
 * @param client the name of the program
 * @param kind what was fetched
 * @param network the network that Telltale saw, in CIDR notation; empty if the fetch was not recorded
 * @param here the verdict on the fetch from this machine; null if it was not recorded
 * @param there the verdict that it gets from the provider's own network, or that of a reader
 * @param reasons why it gets that one, as sentences
 */
public record SimulatedFetch(
        String client,
        EventKind kind,
        String network,
        @Nullable Verdict here,
        Verdict there,
        List<String> reasons) {
    public SimulatedFetch {
        reasons = List.copyOf(reasons);
    }
}
