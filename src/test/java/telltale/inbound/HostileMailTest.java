package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.fuzz.FuzzInput;
import telltale.model.ReportKind;

/** No mail, however large or damaged, throws, takes long, or needs more than a fixed amount of memory. */
class HostileMailTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** All that is allocated while one mail is read, most of which is garbage at any time. */
    private static final long MAX_ALLOCATED = 400L << 20;

    private static final int SIZE = 50 << 20;
    private static final String REPORT = """
            From: MAILER-DAEMON@mx.example.net
            Subject: Undelivered
            Content-Type: multipart/report; boundary=b

            """;

    private final ReportReader reader = new ReportReader();

    private enum Shape {
        ENDLESS_HEADER("X: y\n", ""),
        ONE_ENDLESS_FIELD("Subject: ", "x"),
        ENDLESS_ENCODED_WORDS("Subject: ", "=?utf-8?q?x?= "),
        ENDLESS_REFERENCES("References: ", "<a@b.example> "),
        ENDLESS_LINE("\n", "550 5.1.1 <a@b.example> "),
        ENDLESS_PARTS(REPORT, "--b\n\n"),
        ENDLESS_PART_HEADERS(REPORT + "--b\n", "A: b\n"),
        ENDLESS_GROUPS(
                REPORT + "--b\nContent-Type: message/delivery-status\n\n",
                "Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n\n"),
        ENDLESS_SECTIONS(REPORT.replace("multipart/report", "text/plain"), "<a@b.example>:\n550 no\n\n"),
        DEEP_MULTIPARTS(
                "Content-Type: multipart/mixed; boundary=b\n\n", "--b\nContent-Type: multipart/mixed; boundary=b\n\n"),
        DEEP_MESSAGES(REPORT, """
                --b
                Content-Type: message/rfc822

                From: MAILER-DAEMON@mx.example.net
                Content-Type: multipart/report; boundary=b

                """),
        ENDLESS_COMMENTS("From: ", "(("),
        ENDLESS_AT_SIGNS("\n", "@"),
        ENDLESS_TAGS("Content-Type: text/html\n\n", "<style &amp; <"),
        ENDLESS_AMPERSANDS("Content-Type: text/html\n\n", "&"),
        ENDLESS_QUOTES("Content-Type: text/plain; x=\"", "\\\"");

        private final String start;
        private final String repeated;

        Shape(String start, String repeated) {
            this.start = start;
            this.repeated = repeated.isEmpty() ? start : repeated;
        }

        InputStream mail(int size) {
            byte[] head = start.getBytes(StandardCharsets.UTF_8);
            byte[] body = repeated.getBytes(StandardCharsets.UTF_8);
            return new InputStream() {
                private int next;

                @Override
                public int read() {
                    if (next == size) {
                        return -1;
                    }
                    int at = next++;
                    return at < head.length ? head[at] : body[(at - head.length) % body.length];
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    int count = Math.min(length, size - next);
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = (byte) read();
                    }
                    return count == 0 && length > 0 ? -1 : count;
                }
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void fiftyMegabytesOfItAreReadInBoundedTimeAndMemory(Shape shape) {
        read(shape, 1 << 16);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Report report = FuzzInput.timely(() -> read(shape, SIZE));
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertNotNull(report.kind());
        assertTrue(allocated < MAX_ALLOCATED, () -> shape + " allocated " + (allocated >> 20) + " MB");
        assertTrue(report.recipients().size() <= 500, () -> report.recipients().size() + " recipients");
    }

    @Test
    void whatALargeMessageWasReturnedForIsRead() throws IOException {
        StringBuilder mail = new StringBuilder(REPORT)
                .append("--b\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n")
                .append("Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.2.2\n")
                .append("Diagnostic-Code: smtp; 552 5.2.2 full\n\n--b\nContent-Type: message/rfc822\n\n")
                .append("Message-ID: <7@sender.example>\n\n");
        while (mail.length() < SIZE / 4) {
            mail.append("A line of the message that was returned in full, with all of its attachments.\n");
        }
        InputStream in = new ByteArrayInputStream(mail.toString().getBytes(StandardCharsets.UTF_8));
        Report report = reader.read(in);
        assertEquals(ReportKind.BOUNCE, report.kind());
        assertEquals("<7@sender.example>", report.identifiers().messageId());
    }

    private Report read(Shape shape, int size) {
        try (InputStream mail = shape.mail(size)) {
            return reader.read(mail);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
