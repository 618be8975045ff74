package telltale.assessment;

import java.util.List;
import java.util.Map;
import telltale.model.Provider;

/** Maps mail servers to their operators by domain; the domains are those of the operators' setup instructions. */
public final class MailOperators {
    private static final Map<String, Provider> BY_DOMAIN = Map.ofEntries(
            Map.entry("google.com", Provider.GOOGLE),
            Map.entry("googlemail.com", Provider.GOOGLE),
            Map.entry("outlook.com", Provider.MICROSOFT),
            Map.entry("mx.microsoft", Provider.MICROSOFT),
            Map.entry("hotmail.com", Provider.MICROSOFT),
            Map.entry("icloud.com", Provider.APPLE),
            Map.entry("apple.com", Provider.APPLE),
            Map.entry("yahoodns.net", Provider.YAHOO),
            Map.entry("pphosted.com", Provider.PROOFPOINT),
            Map.entry("ppe-hosted.com", Provider.PROOFPOINT),
            Map.entry("gpphosted.com", Provider.PROOFPOINT),
            Map.entry("mimecast.com", Provider.MIMECAST),
            Map.entry("mimecast.co.za", Provider.MIMECAST),
            Map.entry("barracudanetworks.com", Provider.BARRACUDA),
            Map.entry("cudamail.com", Provider.BARRACUDA),
            Map.entry("iphmx.com", Provider.CISCO));

    private MailOperators() {}

    /** The operator of the first server whose operator is known. */
    public static Provider operatorOf(List<String> mailServers) {
        return mailServers.stream()
                .map(MailOperators::operatorOf)
                .filter(provider -> provider != Provider.OTHER)
                .findFirst()
                .orElse(Provider.OTHER);
    }

    private static Provider operatorOf(String mailServer) {
        for (String rest = mailServer; !rest.isEmpty(); rest = rest.substring(rest.indexOf('.') + 1)) {
            Provider provider = BY_DOMAIN.get(rest);
            if (provider != null) {
                return provider;
            }
            if (rest.indexOf('.') < 0) {
                break;
            }
        }
        return Provider.OTHER;
    }
}
