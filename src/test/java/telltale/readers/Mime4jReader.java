package telltale.readers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.dom.address.AddressList;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.dom.address.MailboxList;
import org.apache.james.mime4j.dom.field.ContentTypeField;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.jspecify.annotations.Nullable;

/** Apache Mime4j, the parser of Apache James. */
final class Mime4jReader implements MailReader {
    @Override
    public ReadMail read(Path mail) throws IOException {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.STRICT);
        try (InputStream octets = Files.newInputStream(mail)) {
            Message message = builder.parseMessage(octets);
            List<ReadMail.Leaf> leaves = new ArrayList<>();
            return new ReadMail(
                    mailboxes(message.getFrom()),
                    mailboxes(message.getTo()),
                    mailboxes(message.getCc()),
                    mailboxes(message.getReplyTo()),
                    message.getSubject(),
                    tree(message, leaves),
                    leaves);
        }
    }

    private static List<String> mailboxes(@Nullable AddressList addresses) {
        return addresses == null ? List.of() : mailboxes(addresses.flatten());
    }

    private static List<String> mailboxes(MailboxList mailboxes) {
        return mailboxes.stream().map(Mime4jReader::mailbox).toList();
    }

    private static String mailbox(Mailbox mailbox) {
        return Objects.toString(mailbox.getName(), "") + " <" + mailbox.getAddress() + ">";
    }

    private static String tree(Entity part, List<ReadMail.Leaf> leaves) throws IOException {
        List<String> children = new ArrayList<>();
        if (part.getBody() instanceof Multipart multipart) {
            for (Entity child : multipart.getBodyParts()) {
                children.add(tree(child, leaves));
            }
        } else if (part.getBody() instanceof Message message) {
            children.add(tree(message, leaves));
        } else {
            leaves.add(leaf(part));
        }
        return children.isEmpty() ? part.getMimeType() : part.getMimeType() + "(" + String.join(",", children) + ")";
    }

    private static ReadMail.Leaf leaf(Entity part) throws IOException {
        ContentTypeField type = (ContentTypeField) part.getHeader().getField("Content-Type");
        String charset = Objects.toString(type.getCharset(), "");
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        ((SingleBody) part.getBody()).writeTo(octets);
        return new ReadMail.Leaf(
                part.getMimeType(),
                charset,
                Objects.toString(type.getParameter("method"), ""),
                Objects.toString(part.getDispositionType(), ""),
                Objects.toString(part.getFilename(), ""),
                part.getHeader().getField("Content-ID") == null
                        ? ""
                        : part.getHeader().getField("Content-ID").getBody(),
                MailReader.content(part.getMimeType(), charset, octets.toByteArray()));
    }
}
