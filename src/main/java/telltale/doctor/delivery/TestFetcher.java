package telltale.doctor.delivery;

import java.net.URI;
import java.util.List;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Host;
import telltale.model.Verdict;

/** The tracking addresses of this installation, and its judgement. */
public interface TestFetcher {
    /** The host of all tracking addresses. */
    Host host();

    /** The address of the pixel, or of a tracked link, of a test delivery. */
    URI address(DeliveryId delivery, EventKind kind);

    /** Judges an event as the only one of its delivery. */
    Verdict judge(Event event);

    /** The reasons of a verdict, as sentences. */
    List<String> explain(Verdict verdict);

    /** Waits for a moment until what was fetched is stored. */
    void awaitStored();
}
