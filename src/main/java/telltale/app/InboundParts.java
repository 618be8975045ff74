package telltale.app;

import java.security.SecureRandom;
import java.time.Clock;
import telltale.reports.ReportIntake;
import telltale.reports.ReportReview;

/** The parts that accept mails that came back, and review what they mean. */
final class InboundParts {
    final ReportIntake intake;
    final ReportReview review;

    InboundParts(RecordingParts recording, Clock clock) {
        intake = new ReportIntake(
                recording.returnTokens,
                recording.messageIds,
                recording.store.reports(),
                false,
                clock,
                new SecureRandom());
        review = new ReportReview(recording.store.reports(), intake);
    }
}
