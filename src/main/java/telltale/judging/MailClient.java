package telltale.judging;

import telltale.model.Client;
import telltale.model.Event;
import telltale.rules.DataFile;

/**
 * The program and device that a person reads mail with, by the user agent; {@code unknown} rather than a guess.
 *
 * @param family such as Apple Mail, Gmail, Thunderbird, Chrome
 * @param device desktop, phone or tablet
 */
public record MailClient(String family, String device) {
    private static final AgentNames FAMILIES =
            AgentNames.parse("families.txt", DataFile.read(MailClient.class, "families.txt"));
    private static final AgentNames DEVICES =
            AgentNames.parse("devices.txt", DataFile.read(MailClient.class, "devices.txt"));

    /** The mail client of a stored event that was judged to be a person's. */
    public static MailClient of(Event event) {
        return event.frozen() == null
                ? of(event.client())
                : new MailClient(ReducedAgent.family(event.client().agent()), AgentNames.UNKNOWN);
    }

    /** The mail client of a request that was judged to be a person's. */
    public static MailClient of(Client client) {
        return new MailClient(FAMILIES.nameOf(client.agent()), DEVICES.nameOf(client.agent()));
    }
}
