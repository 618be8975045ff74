package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import telltale.fuzz.FuzzInput;
import telltale.model.FailureClass;
import telltale.model.ReportKind;

class ReportReaderFuzzTest {
    private final ReportReader reader = new ReportReader();

    @FuzzTest
    void everyMailIsReadAndTheSameMailAlike(byte[] mail) {
        Report report = FuzzInput.timely(() -> reader.read(mail, ReturnEnvelope.UNKNOWN));
        assertEquals(report, reader.read(mail, ReturnEnvelope.UNKNOWN));
        assertTrue(report.type() != FailureClass.HARD || report.kind() == ReportKind.BOUNCE);
    }
}
