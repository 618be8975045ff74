package telltale.intake;

import java.util.function.IntConsumer;
import telltale.reports.ReportIntake;
import telltale.settings.AfterReading;
import telltale.store.Reports;

/**
 * What the connections to a mailbox share.
 *
 * @param counter is given the number of mails that were stored
 */
record MailboxParts(
        MailboxLogin login,
        AfterReading afterReading,
        ReportIntake intake,
        Reports reports,
        SkippedMails skipped,
        IntakeTiming timing,
        IntConsumer counter) {}
