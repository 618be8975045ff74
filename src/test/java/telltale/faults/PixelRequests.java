package telltale.faults;

import java.util.BitSet;
import telltale.model.DeliveryId;

/**
 * The requests of one client for one delivery's pixel or link, and which of them were answered. The user agent of each request is its
 * number, so that requests can be told apart while all deliveries together have few different user agents.
 */
final class PixelRequests {
    /** At most the number of events that the API shows for a delivery. */
    static final int MAX_REQUESTS = 96;

    private static final String AGENT = "fault/";

    private static final int OK = 200;
    private static final int FOUND = 302;

    private final DeliveryId delivery;
    private final String path;
    private final boolean isLink;
    private final BitSet sent = new BitSet(MAX_REQUESTS);
    private final BitSet answered = new BitSet(MAX_REQUESTS);

    /**
     * @param path the path of the pixel
     */
    PixelRequests(DeliveryId delivery, String path) {
        this(delivery, path, false);
    }

    private PixelRequests(DeliveryId delivery, String path, boolean isLink) {
        this.delivery = delivery;
        this.path = path;
        this.isLink = isLink;
    }

    /**
     * @param path the path of a link
     */
    static PixelRequests ofLink(DeliveryId delivery, String path) {
        return new PixelRequests(delivery, path, true);
    }

    /** Whether this is the status of a response to such a request. */
    boolean isSuccess(int status) {
        return status == (isLink ? FOUND : OK);
    }

    /** The field of a delivery that counts such requests. */
    String counter() {
        return isLink ? "clicks" : "opens";
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

    /** Forgets that a request was answered, because the only disk with its hit is gone. */
    void forget(int number) {
        answered.clear(number);
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
