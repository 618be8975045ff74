package telltale.message;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import telltale.model.Attachment;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;

/** The storage format of message content and recipients: a tree of tagged values, with maps keyed by field name. */
public final class MessageContentFormat {
    private MessageContentFormat() {}

    public static ImmutableBytes write(MessageContent content) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("from", mailbox(content.from()));
        fields.put("replyTo", mailbox(content.replyTo()));
        fields.put("toHeader", mailbox(content.toHeader()));
        fields.put(
                "cc", content.cc().stream().map(MessageContentFormat::mailbox).toList());
        fields.put("subject", content.subject());
        fields.put("html", content.html());
        fields.put("text", content.text());
        fields.put(
                "headers",
                content.headers().stream()
                        .map(field -> List.of(field.name(), field.value()))
                        .toList());
        fields.put(
                "attachments",
                content.attachments().stream()
                        .map(MessageContentFormat::describe)
                        .toList());
        fields.put("campaign", content.campaign());
        fields.put("bulk", content.bulk());
        fields.put("metadata", content.metadata());
        fields.put("opens", content.opens());
        fields.put("clicks", content.clicks());
        fields.put("template", content.template());
        return octets(fields);
    }

    public static MessageContent readContent(ImmutableBytes octets, List<ImmutableBytes> files) {
        Map<?, ?> fields = map(octets);
        List<Attachment> attachments = new ArrayList<>();
        for (Object entry : list(fields.get("attachments"))) {
            List<?> one = list(entry);
            String contentId = text(one.get(2));
            attachments.add(new Attachment(
                    given(one.get(0)),
                    given(one.get(1)),
                    contentId.isEmpty() ? null : contentId,
                    files.get(attachments.size())));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(fields.get("metadata")))
                .forEach((name, value) -> metadata.put(text(name), text(value)));
        return new MessageContent(
                Objects.requireNonNull(mailbox(fields.get("from"))),
                mailbox(fields.get("replyTo")),
                mailbox(fields.get("toHeader")),
                list(fields.get("cc")).stream()
                        .map(one -> Objects.requireNonNull(mailbox(one)))
                        .toList(),
                given(fields.get("subject")),
                (String) fields.get("html"),
                (String) fields.get("text"),
                list(fields.get("headers")).stream()
                        .map(field -> new HeaderField(
                                given(list(field).get(0)), given(list(field).get(1))))
                        .toList(),
                attachments,
                (String) fields.get("campaign"),
                isTrue(fields.get("bulk")),
                metadata,
                isTrue(fields.get("opens")),
                isTrue(fields.get("clicks")),
                isTrue(fields.get("template")));
    }

    public static ImmutableBytes write(Recipient recipient) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("to", mailbox(recipient.mailbox()));
        fields.put("data", recipient.data());
        return octets(fields);
    }

    public static Recipient readRecipient(ImmutableBytes octets) {
        Map<?, ?> fields = map(octets);
        Map<String, Object> data = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(fields.get("data")))
                .forEach((name, value) -> data.put(text(name), Objects.requireNonNull(value)));
        return new Recipient(Objects.requireNonNull(mailbox(fields.get("to"))), data);
    }

    private static List<String> describe(Attachment file) {
        return List.of(file.name(), file.type(), file.contentId() == null ? "" : file.contentId());
    }

    private static @Nullable List<String> mailbox(@Nullable Mailbox mailbox) {
        return mailbox == null
                ? null
                : List.of(mailbox.name(), mailbox.address().toString());
    }

    private static @Nullable Mailbox mailbox(@Nullable Object pair) {
        return pair == null
                ? null
                : new Mailbox(
                        text(list(pair).get(0)),
                        EmailAddress.parse(text(list(pair).get(1))));
    }

    private static List<?> list(@Nullable Object value) {
        return (List<?>) Objects.requireNonNull(value);
    }

    private static String given(@Nullable Object value) {
        return (String) Objects.requireNonNull(value);
    }

    private static String text(@Nullable Object value) {
        return String.valueOf(value);
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }

    private static ImmutableBytes octets(Map<String, @Nullable Object> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(fields, out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return new ImmutableBytes(bytes.toByteArray());
    }

    private static Map<?, ?> map(ImmutableBytes octets) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(octets.toBytes()))) {
            return (Map<?, ?>) Objects.requireNonNull(read(in));
        } catch (IOException damaged) {
            throw new UncheckedIOException("the stored message is corrupted", damaged);
        }
    }

    private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
        if (value == null) {
            out.writeByte('z');
        } else if (value instanceof String text) {
            out.writeByte('s');
            writeText(text, out);
        } else if (value instanceof Boolean bool) {
            out.writeByte(bool ? 't' : 'f');
        } else if (value instanceof BigDecimal number) {
            out.writeByte('n');
            writeText(number.toPlainString(), out);
        } else if (value instanceof List<?> list) {
            out.writeByte('l');
            out.writeInt(list.size());
            for (Object one : list) {
                write(one, out);
            }
        } else if (value instanceof Map<?, ?> map) {
            out.writeByte('m');
            out.writeInt(map.size());
            for (Map.Entry<?, ?> one : map.entrySet()) {
                writeText(text(one.getKey()), out);
                write(one.getValue(), out);
            }
        } else {
            throw new IllegalArgumentException("unsupported type in message content: " + value.getClass());
        }
    }

    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static @Nullable Object read(DataInputStream in) throws IOException {
        char tag = (char) in.readByte();
        return switch (tag) {
            case 'z' -> null;
            case 's' -> readText(in);
            case 't' -> true;
            case 'f' -> false;
            case 'n' -> new BigDecimal(readText(in));
            case 'l' -> readList(in);
            case 'm' -> readMap(in);
            default -> throw new IOException("unknown tag " + (int) tag);
        };
    }

    private static List<@Nullable Object> readList(DataInputStream in) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            list.add(read(in));
        }
        return list;
    }

    private static Map<String, @Nullable Object> readMap(DataInputStream in) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = readText(in);
            map.put(name, read(in));
        }
        return map;
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
