package telltale.readers;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimePart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Angus Mail, the implementation of jakarta.mail. */
final class AngusReader implements MailReader {
    @Override
    public ReadMail read(Path mail) throws Exception {
        try (InputStream octets = Files.newInputStream(mail)) {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), octets);
            List<ReadMail.Leaf> leaves = new ArrayList<>();
            return new ReadMail(
                    mailboxes(message.getFrom()),
                    mailboxes(message.getRecipients(RecipientType.TO)),
                    mailboxes(message.getRecipients(RecipientType.CC)),
                    // getReplyTo returns the author if there is no such field.
                    message.getHeader("Reply-To") == null ? List.of() : mailboxes(message.getReplyTo()),
                    message.getSubject(),
                    tree(message, leaves),
                    leaves);
        }
    }

    private static List<String> mailboxes(Address @Nullable [] addresses) {
        return addresses == null
                ? List.of()
                : Arrays.stream(addresses)
                        .map(InternetAddress.class::cast)
                        .map(one -> Objects.toString(one.getPersonal(), "") + " <" + one.getAddress() + ">")
                        .toList();
    }

    private static String tree(Part part, List<ReadMail.Leaf> leaves) throws MessagingException, IOException {
        String type = new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
        List<String> children = new ArrayList<>();
        if (part.getContent() instanceof Multipart multipart) {
            for (int i = 0; i < multipart.getCount(); i++) {
                children.add(tree(multipart.getBodyPart(i), leaves));
            }
        } else if (part.getContent() instanceof MimeMessage message) {
            children.add(tree(message, leaves));
        } else {
            leaves.add(leaf((MimePart) part, type));
        }
        return children.isEmpty() ? type : type + "(" + String.join(",", children) + ")";
    }

    private static ReadMail.Leaf leaf(MimePart part, String type) throws MessagingException, IOException {
        ContentType full = new ContentType(part.getContentType());
        String charset = Objects.toString(full.getParameter("charset"), "");
        return new ReadMail.Leaf(
                type,
                charset,
                Objects.toString(full.getParameter("method"), ""),
                Objects.toString(part.getDisposition(), ""),
                Objects.toString(part.getFileName(), ""),
                Objects.toString(part.getContentID(), ""),
                MailReader.content(type, charset, part.getInputStream().readAllBytes()));
    }
}
