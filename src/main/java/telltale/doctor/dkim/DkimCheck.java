package telltale.doctor.dkim;

import java.util.ArrayList;
import java.util.List;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.SenderSetup.Signing;

/** Checks the keys that are published for the signatures of Telltale. */
public final class DkimCheck {
    private static final int MIN_BITS = 1024;
    private static final int RECOMMENDED_BITS = 2048;

    private final SenderSetup setup;
    private final Dns dns;

    public DkimCheck(SenderSetup setup, Dns dns) {
        this.setup = setup;
        this.dns = dns;
    }

    /** Checks the key of the settings. */
    public List<Finding> run() {
        Signing signing = setup.dkim();
        if (signing == null) {
            return setup.fromDomains().stream()
                    .map(domain -> DkimFinding.DKIM_NOT_SIGNED.of(domain, "EMAIL_DKIM_KEY is not set."))
                    .toList();
        }
        return findings(signing, dns);
    }

    /** Checks the record of a key. */
    public static List<Finding> findings(Signing signing, Dns dns) {
        String name = signing.selector() + "._domainkey." + signing.domain();
        DnsAnswer answer = dns.ask(name, RecordType.TXT);
        if (answer instanceof DnsAnswer.Failed failed) {
            return List.of(DkimFinding.DKIM_UNKNOWN.of(name, failed.reason()));
        }
        return switch (answer.values().size()) {
            case 0 ->
                List.of(DkimFinding.DKIM_MISSING.of(
                        name,
                        answer instanceof DnsAnswer.NoName
                                ? "The name does not exist."
                                : "The name has no TXT record."));
            case 1 -> check(name, answer.values().get(0), signing);
            default -> List.of(DkimFinding.DKIM_MULTIPLE.of(name, String.join(" and ", answer.values())));
        };
    }

    private static List<Finding> check(String name, String text, Signing signing) {
        KeyRecord record;
        try {
            record = KeyRecord.parse(text);
        } catch (IllegalArgumentException invalid) {
            return List.of(DkimFinding.DKIM_SYNTAX.of(name, invalid.getMessage() + ": " + text));
        }
        if (record.key() == null) {
            return List.of(DkimFinding.DKIM_REVOKED.of(name, text));
        }
        List<Finding> findings = new ArrayList<>();
        if (!record.belongsTo(signing.key())) {
            findings.add(DkimFinding.DKIM_MISMATCH.of(name, text));
        }
        if (record.isRestricted()) {
            findings.add(DkimFinding.DKIM_RESTRICTED.of(name, text));
        }
        int bits = record.rsaBits();
        if (bits > 0 && bits < RECOMMENDED_BITS) {
            DkimFinding length = bits < MIN_BITS ? DkimFinding.DKIM_TOO_SHORT : DkimFinding.DKIM_SHORT;
            findings.add(length.of(name, "The key has " + bits + " bits."));
        }
        if (record.isTesting()) {
            findings.add(DkimFinding.DKIM_TESTING.of(name, text));
        }
        if (findings.isEmpty()) {
            findings.add(DkimFinding.DKIM_OK.of(
                    name, bits > 0 ? "It is an RSA key of " + bits + " bits." : "It is an Ed25519 key."));
        }
        return findings;
    }
}
