package telltale.faults;

import java.util.BitSet;
import telltale.model.DeliveryId;

/**
 * The requests of one client for one delivery's pixel, and which of them were answered. The user agent of each request is its
 * number, so that requests can be told apart while all deliveries together have few different user agents.
 */
final class PixelRequests {
    /** At most the number of events that the API shows for a delivery. */
    static final int MAX_REQUESTS = 96;

    private static final String AGENT = "fault/";

    private final DeliveryId delivery;
    private final String path;
    private final BitSet sent = new BitSet(MAX_REQUESTS);
    private final BitSet answered = new BitSet(MAX_REQUESTS);

    /**
     * @param path the path of the pixel
     */
    PixelRequests(DeliveryId delivery, String path) {
        this.delivery = delivery;
        this.path = path;
    }

    DeliveryId delivery() {
        return delivery;
    }

    String path() {
        return path;
    }

    /** Records that a request is sent now, and returns its user agent. */
    String send(int number) {
        sent.set(number);
        return AGENT + number;
    }

    void answered(int number) {
        answered.set(number);
    }

    BitSet sent() {
        return sent;
    }

    BitSet answered() {
        return answered;
    }

    /** Returns the number of the request with a user agent. */
    static int number(String agent) {
        if (!agent.startsWith(AGENT)) {
            throw new IllegalStateException("unexpected user agent: " + agent);
        }
        return Integer.parseInt(agent.substring(AGENT.length()));
    }
}
