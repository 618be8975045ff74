package telltale.inbound;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects the parts of a mail, with limits on their number and on how deep they are nested. */
final class PartWalk {
    private static final int MAX_DEPTH = 10;
    private static final int MAX_PARTS = 200;
    private static final int MAX_MULTIPARTS = 50;
    private static final int MAX_WRAPPED_HEADER_SIZE = 1 << 14;

    private final String sender;
    private final List<MailPart> parts = new ArrayList<>();
    private int multiparts;

    /** @param header the header of the mail */
    PartWalk(Fields header) {
        this.sender = header.first("from");
    }

    /** All parts that are no multiparts, in their order. */
    List<MailPart> parts(MimeBodyPart mail) throws MessagingException {
        add(mail, 0);
        return List.copyOf(parts);
    }

    private void add(MimeBodyPart source, int depth) throws MessagingException {
        MailPart part = MailPart.of(source);
        boolean isNested = part.isMultipart() || isWrappedReport(part);
        if (!isNested) {
            parts.add(part);
        } else if (depth < MAX_DEPTH && multiparts < MAX_MULTIPARTS) {
            multiparts++;
            addNested(part, depth + 1);
        }
    }

    private void addNested(MailPart part, int depth) throws MessagingException {
        if (!part.isMultipart()) {
            byte[] wrapped = part.octets(MailPrefix.MAX_SIZE);
            add(TolerantPart.of(new SharedByteArrayInputStream(wrapped)), depth);
            return;
        }
        for (MimeBodyPart child : TolerantMultipart.parts(part.source())) {
            if (parts.size() < MAX_PARTS) {
                add(child, depth);
            }
        }
    }

    /** Whether a part is a report that a content filter of the reporting system put into another mail. */
    private boolean isWrappedReport(MailPart part) {
        if (!part.type().equals("message/rfc822")) {
            return false;
        }
        Fields wrapped = FieldReader.header(Octets.decode(part.octets(MAX_WRAPPED_HEADER_SIZE), null));
        return wrapped.first("content-type").toLowerCase(Locale.ROOT).startsWith("multipart/report")
                && (wrapped.first("from").equals(sender)
                        || sender.toLowerCase(Locale.ROOT).contains("mailer-daemon@"));
    }
}
