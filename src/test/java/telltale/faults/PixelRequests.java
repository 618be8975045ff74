package telltale.faults;

import java.util.BitSet;
import telltale.model.DeliveryId;

/**
 * What one client asked of one delivery's pixel, and which of it was answered. Each request carries its number as its
 * agent, so that each is distinguishable, and yet all deliveries together need few different agents.
 */
final class PixelRequests {
    /** As many events as the API shows of a delivery, or fewer. */
    static final int MOST = 96;

    private static final String AGENT = "fault/";

    private final DeliveryId delivery;
    private final String path;
    private final BitSet sent = new BitSet(MOST);
    private final BitSet answered = new BitSet(MOST);

    /**
     * @param path where the pixel is, from the root of the site
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

    /** The number of the request that named this agent. */
    static int number(String agent) {
        if (!agent.startsWith(AGENT)) {
            throw new IllegalStateException("an event of the agent " + agent + ", which no client here names");
        }
        return Integer.parseInt(agent.substring(AGENT.length()));
    }
}
