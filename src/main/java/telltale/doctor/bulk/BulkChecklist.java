package telltale.doctor.bulk;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import telltale.doctor.Finding;
import telltale.doctor.FindingType;
import telltale.doctor.Level;
import telltale.doctor.Requirement;
import telltale.doctor.Requirement.Answer;
import telltale.doctor.dkim.DkimFinding;
import telltale.doctor.dmarc.DmarcFinding;
import telltale.doctor.host.HostFinding;
import telltale.doctor.relay.RelayFinding;
import telltale.doctor.spf.SpfFinding;

/**
 * What Gmail, Yahoo and Microsoft require of senders of 5,000 mails a day and more, as far as it can be seen from findings.
 * Sources: https://support.google.com/a/answer/81126, https://senders.yahooinc.com/best-practices/ and Microsoft's
 * requirements of 2025 for outlook.com.
 */
public final class BulkChecklist {
    private final Collection<Finding> findings;

    private BulkChecklist(Collection<Finding> findings) {
        this.findings = findings;
    }

    /** The requirements, as they follow from findings. */
    public static List<Requirement> of(Collection<Finding> findings) {
        BulkChecklist list = new BulkChecklist(findings);
        return List.of(
                list.requirement(
                        "spf",
                        "SPF passes for the envelope sender",
                        isError(SpfFinding.class),
                        SpfFinding.SPF_RELAY_PASS),
                list.requirement("dkim", "Mail is signed with DKIM", isError(DkimFinding.class), validKey()),
                list.requirement(
                        "dmarc",
                        "A DMARC policy of at least p=none applies",
                        is(DmarcFinding.DMARC_MISSING, DmarcFinding.DMARC_MULTIPLE, DmarcFinding.DMARC_SYNTAX),
                        DmarcFinding.DMARC_OK,
                        DmarcFinding.DMARC_TESTING,
                        DmarcFinding.DMARC_PCT),
                list.requirement(
                        "alignment",
                        "SPF or DKIM is aligned with the From field",
                        is(DmarcFinding.DMARC_NOT_ALIGNED),
                        DmarcFinding.DMARC_ALIGNED),
                list.requirement(
                        "ptr",
                        "The sending address has a PTR record that leads back to it",
                        is(RelayFinding.RELAY_PTR_MISSING),
                        RelayFinding.RELAY_PTR_OK),
                list.requirement(
                        "tls",
                        "Mail is handed to the mail server with TLS",
                        is(RelayFinding.SMTP_CLEARTEXT, RelayFinding.SMTP_TLS_FAILED),
                        RelayFinding.SMTP_OK,
                        RelayFinding.SMTP_CERTIFICATE_EXPIRING),
                list.requirement(
                        "one-click",
                        "Bulk mail has one-click unsubscribe that works, covered by DKIM",
                        is(HostFinding.PIXEL_URL_HTTP, HostFinding.PIXEL_URL_MISSING)
                                .or(isError(DkimFinding.class)),
                        validKey()),
                list.ownDomain());
    }

    private Requirement ownDomain() {
        List<Finding> against = findings.stream()
                .filter(is(HostFinding.FROM_CONSUMER, HostFinding.FROM_MISSING))
                .toList();
        return new Requirement(
                "own-domain",
                "The From field has a domain of the sender's own",
                against.isEmpty() ? Answer.YES : Answer.NO,
                against.isEmpty() ? "It is no domain of a mailbox provider that is known here." : reason(against));
    }

    private static FindingType[] validKey() {
        return new FindingType[] {DkimFinding.DKIM_OK, DkimFinding.DKIM_SHORT, DkimFinding.DKIM_TESTING};
    }

    private static Predicate<Finding> is(FindingType... types) {
        return finding -> Stream.of(types).anyMatch(type -> type == finding.type());
    }

    private static Predicate<Finding> isError(Class<? extends FindingType> area) {
        return finding -> area.isInstance(finding.type()) && finding.level() == Level.ERROR;
    }

    private Requirement requirement(String id, String text, Predicate<Finding> violation, FindingType... proofs) {
        List<Finding> against = findings.stream().filter(violation).toList();
        List<Finding> inFavour = findings.stream().filter(is(proofs)).toList();
        Answer answer = !against.isEmpty() ? Answer.NO : inFavour.isEmpty() ? Answer.UNKNOWN : Answer.YES;
        return new Requirement(id, text, answer, reason(against.isEmpty() ? inFavour : against));
    }

    private static String reason(List<Finding> findings) {
        return findings.isEmpty()
                ? "It cannot be seen from here."
                : String.join(
                        ", ",
                        findings.stream()
                                .map(finding -> finding.type().wireName())
                                .distinct()
                                .toList());
    }
}
