package telltale.reports;

import telltale.inbound.ReturnEnvelope;
import telltale.model.ReportSource;

/**
 * A mail that came back, as it arrived.
 *
 * @param octets the mail, or the beginning of a large one; not to be changed
 */
public record ReturnedMail(byte[] octets, ReturnEnvelope envelope, ReportSource source) {}
