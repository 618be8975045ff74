package telltale.doctor.delivery;

import java.net.URI;
import java.util.List;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.Host;
import telltale.model.Verdict;

/** The tracking addresses of this installation, and its judgement. */
public interface TestFetcher {
    /** The host of all tracking addresses. */
    Host host();

    /** The address of the pixel of a test delivery. */
    URI pixel(DeliveryId delivery);

    /** The address of a tracked link of a test delivery. */
    URI link(DeliveryId delivery, String destination);

    /** The prefix of all tracking addresses, to which test links lead. */
    String base();

    /** Judges an event as the only one of its delivery. */
    Verdict judge(Event event);

    /** The reasons of a verdict, as sentences. */
    List<String> explain(Verdict verdict);

    /** Waits for a moment until what was fetched is stored. */
    void awaitStored();
}
