package telltale.reports;

import telltale.inbound.ReturnEnvelope;
import telltale.model.ImmutableBytes;
import telltale.model.ReportSource;

/**
 * A mail that came back, as it arrived.
 *
 * @param octets the mail, or the beginning of a large one
 */
public record ReturnedMail(ImmutableBytes octets, ReturnEnvelope envelope, ReportSource source) {}
