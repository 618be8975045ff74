package telltale.settings;

import static telltale.settings.Setting.TELLTALE_WEBHOOK_NETWORKS;
import static telltale.settings.Setting.TELLTALE_WEBHOOK_PORTS;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import telltale.model.IpRange;

/**
 * Which endpoints of webhooks are permitted beside those in the public Internet, at ports 80 and 443.
 *
 * @param networks those that are permitted although they are private
 * @param ports those that are permitted as well
 */
public record WebhookSettings(List<IpRange> networks, Set<Integer> ports) {
    public WebhookSettings {
        networks = List.copyOf(networks);
        ports = Set.copyOf(ports);
    }

    static WebhookSettings read(SettingsReader reader) {
        List<IpRange> networks = reader.optional(TELLTALE_WEBHOOK_NETWORKS, WebhookSettings::networks);
        Set<Integer> ports = reader.optional(TELLTALE_WEBHOOK_PORTS, WebhookSettings::ports);
        return new WebhookSettings(networks == null ? List.of() : networks, ports == null ? Set.of() : ports);
    }

    private static List<IpRange> networks(String text) {
        return Parsers.entries(text).map(IpRange::parse).toList();
    }

    private static Set<Integer> ports(String text) {
        return Parsers.entries(text).map(Parsers::port).collect(Collectors.toSet());
    }
}
