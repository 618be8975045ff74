package telltale.inbound;

import jakarta.activation.DataSource;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimePartDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** A multipart that is parsed as far as possible. Angus has settings for that, but they would hold for the whole process. */
final class TolerantMultipart extends MimeMultipart {
    private TolerantMultipart(DataSource source, boolean ignoreBoundary) throws MessagingException {
        super(source);
        ignoreExistingBoundaryParameter = ignoreBoundary;
    }

    /** The parts of a multipart; empty if no boundary is found, with the boundary that is announced or with any other. */
    static List<MimeBodyPart> parts(MimePart multipart) {
        List<MimeBodyPart> parts = parts(multipart, false);
        return parts.isEmpty() ? parts(multipart, true) : parts;
    }

    private static List<MimeBodyPart> parts(MimePart multipart, boolean ignoreBoundary) {
        List<MimeBodyPart> parts = new ArrayList<>();
        try {
            TolerantMultipart parsed = new TolerantMultipart(new Source(multipart), ignoreBoundary);
            for (int i = 0; i < parsed.getCount(); i++) {
                parts.add((MimeBodyPart) parsed.getBodyPart(i));
            }
        } catch (MessagingException broken) {
            // The parts before the fault are what can be read.
        }
        return parts;
    }

    @Override
    protected MimeBodyPart createMimeBodyPart(InputStream part) throws MessagingException {
        return TolerantPart.of(part);
    }

    @Override
    protected void initializeProperties() {
        ignoreMissingEndBoundary = true;
        ignoreMissingBoundaryParameter = true;
        allowEmpty = true;
    }

    /** The octets of a multipart, with a content type that can be parsed. */
    private record Source(MimePart multipart) implements DataSource {
        @Override
        public InputStream getInputStream() throws IOException {
            return new MimePartDataSource(multipart).getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            throw new IOException("a mail that was received is not changed");
        }

        @Override
        public String getContentType() {
            try {
                return new ContentType(multipart.getContentType()).toString();
            } catch (MessagingException unreadable) {
                return "multipart/mixed";
            }
        }

        @Override
        public String getName() {
            return "";
        }
    }
}
