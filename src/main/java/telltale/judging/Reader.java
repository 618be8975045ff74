package telltale.judging;

import telltale.model.Client;

/**
 * What a person reads mail with, as far as the agent says; {@code unknown} rather than a guess.
 *
 * @param family such as Apple Mail, Gmail, Thunderbird, Chrome
 * @param device desktop, phone or tablet
 */
public record Reader(String family, String device) {
    private static final Naming FAMILIES = Naming.parse("families.txt", Resource.read("families.txt"));
    private static final Naming DEVICES = Naming.parse("devices.txt", Resource.read("devices.txt"));

    /** The reader behind a client that was judged to be a person's. */
    public static Reader of(Client client) {
        return new Reader(FAMILIES.of(client.agent()), DEVICES.of(client.agent()));
    }
}
