package telltale.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import telltale.message.html.LinkParameters;
import telltale.message.mime.ByteSink;
import telltale.message.source.SourceMail;
import telltale.model.Attachment;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.ImmutableBytes;
import telltale.model.Mailbox;
import telltale.model.MediaType;
import telltale.model.PrivacyProfile;
import telltale.model.Topic;

/**
 * The storage format of message content and recipients: JSON with a version, which a change of the format increases.
 * Attachments are stored beside it.
 */
public final class MessageContentFormat {
    private static final int VERSION = 1;

    /** The version of content with several Reply-To addresses, which older releases cannot read. */
    private static final int SEVERAL_REPLY_TO = 2;

    /** The version of content with fields that older releases would ignore, such as link parameters, a calendar or a topic. */
    private static final int NEW_FIELDS = 3;

    /** The version of mails that other programs composed; they follow the object and a NUL, or are the only file. */
    private static final int SOURCE_MAIL = 4;

    /** The size up to which they follow: a file, of its own table, costs more than the few mails that are submitted twice. */
    private static final int MAX_FOLLOWING = 64 * 1024;

    /** The version of content with a privacy profile, which older releases would not respect. */
    private static final int WITH_PRIVACY = 5;

    private MessageContentFormat() {}

    public static ImmutableBytes write(MessageContent content) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("from", mailbox(content.from()));
        SourceMail source = content.source();
        if (source != null) {
            fields.put(
                    "sender", source.sender() == null ? null : source.sender().toString());
            fields.put("utf8", source.isUtf8());
            fields.put("campaign", content.campaign());
            fields.put("headers", headers(content));
            fields.put("metadata", content.metadata());
            fields.put("opens", content.opens());
            fields.put("clicks", content.clicks());
            putPrivacy(fields, content);
            return followed(StoredJson.write(isRestricted(content) ? WITH_PRIVACY : SOURCE_MAIL, fields), source);
        }
        boolean several = content.replyTo().size() > 1;
        fields.put("replyTo", several ? mailboxes(content.replyTo()) : first(content.replyTo()));
        fields.put("toHeader", mailbox(content.toHeader()));
        fields.put("cc", mailboxes(content.cc()));
        fields.put("subject", content.subject());
        fields.put("html", content.html());
        fields.put("text", content.text());
        fields.put("headers", headers(content));
        fields.put(
                "attachments",
                content.attachments().stream()
                        .map(MessageContentFormat::describe)
                        .toList());
        fields.put("campaign", content.campaign());
        fields.put("bulk", content.bulk());
        putTopic(fields, content.topic());
        fields.put("metadata", content.metadata());
        fields.put("opens", content.opens());
        fields.put("clicks", content.clicks());
        fields.put("template", content.template());
        if (!content.linkParameters().isEmpty()) {
            fields.put("linkParameters", linkParameters(content.linkParameters()));
        }
        fields.put("calendar", content.calendar());
        if (content.receipt()) {
            fields.put("receipt", true);
        }
        putPrivacy(fields, content);
        return StoredJson.write(version(content), fields);
    }

    /** Whether a message has another profile than the one that has always been. */
    private static boolean isRestricted(MessageContent content) {
        return content.privacy() != null && content.privacy() != PrivacyProfile.INDIVIDUAL;
    }

    private static void putPrivacy(Map<String, @Nullable Object> fields, MessageContent content) {
        PrivacyProfile privacy = content.privacy();
        if (privacy != null && isRestricted(content)) {
            fields.put("privacy", privacy.wireName());
        }
    }

    private static @Nullable PrivacyProfile privacy(Map<String, @Nullable Object> fields) {
        String name = (String) fields.get("privacy");
        return name == null ? null : PrivacyProfile.named(name);
    }

    /** The files that are stored beside the content. */
    public static List<ImmutableBytes> files(MessageContent content) {
        SourceMail source = content.source();
        if (source == null) {
            return content.attachments().stream().map(Attachment::content).toList();
        }
        return isFollowing(source) ? List.of() : List.of(source.octets());
    }

    private static boolean isFollowing(SourceMail source) {
        return source.size() <= MAX_FOLLOWING;
    }

    private static ImmutableBytes followed(ImmutableBytes fields, SourceMail source) {
        if (!isFollowing(source)) {
            return fields;
        }
        ByteSink all = new ByteSink(fields.size() + 1 + source.size());
        all.add(fields.toBytes());
        all.add(new byte[1]);
        source.writeTo(all);
        return new ImmutableBytes(all.toBytes());
    }

    private static List<Map<String, String>> headers(MessageContent content) {
        return content.headers().stream()
                .map(field -> named(field.name(), "value", field.value()))
                .toList();
    }

    private static List<HeaderField> headers(@Nullable Object stored) {
        return list(stored).stream()
                .map(field -> new HeaderField(
                        given(map(field).get("name")), given(map(field).get("value"))))
                .toList();
    }

    private static MessageContent sourceMail(Map<String, @Nullable Object> fields, byte[] mail) {
        String sender = (String) fields.get("sender");
        SourceMail source =
                SourceMail.of(mail, sender == null ? null : EmailAddress.parse(sender), isTrue(fields.get("utf8")));
        return MessageContent.of(
                        source,
                        Objects.requireNonNull(mailbox(fields.get("from"))),
                        (String) fields.get("campaign"),
                        texts(fields.get("metadata")),
                        isTrue(fields.get("opens")),
                        isTrue(fields.get("clicks")))
                .with(headers(fields.get("headers")), privacy(fields));
    }

    private static int version(MessageContent content) {
        if (isRestricted(content)) {
            return WITH_PRIVACY;
        }
        if (!content.linkParameters().isEmpty()
                || content.calendar() != null
                || content.topic() != null
                || content.receipt()) {
            return NEW_FIELDS;
        }
        return content.replyTo().size() > 1 ? SEVERAL_REPLY_TO : VERSION;
    }

    private static void putTopic(Map<String, @Nullable Object> fields, @Nullable Topic topic) {
        if (topic != null) {
            fields.put("topic", named(topic.name(), "title", topic.title()));
        }
    }

    private static @Nullable Topic topic(@Nullable Object stored) {
        return stored == null
                ? null
                : new Topic(given(map(stored).get("name")), given(map(stored).get("title")));
    }

    private static int indexOfNul(byte[] octets) {
        int at = 0;
        while (at < octets.length && octets[at] != 0) {
            at++;
        }
        return at;
    }

    public static MessageContent readContent(ImmutableBytes octets, List<ImmutableBytes> files) {
        byte[] stored = octets.toBytes();
        // In JSON a NUL is escaped.
        int end = indexOfNul(stored);
        Map<String, @Nullable Object> fields =
                StoredJson.read(WITH_PRIVACY, new ImmutableBytes(Arrays.copyOf(stored, end)));
        if (fields.containsKey("utf8")) {
            return sourceMail(
                    fields,
                    end < stored.length
                            ? Arrays.copyOfRange(stored, end + 1, stored.length)
                            : files.get(0).toBytes());
        }
        List<Attachment> attachments = new ArrayList<>();
        for (Object one : list(fields.get("attachments"))) {
            attachments.add(attachment(map(one), files.get(attachments.size())));
        }
        return new MessageContent(
                Objects.requireNonNull(mailbox(fields.get("from"))),
                replyTo(fields.get("replyTo")),
                mailbox(fields.get("toHeader")),
                mailboxes(fields.get("cc")),
                given(fields.get("subject")),
                (String) fields.get("html"),
                (String) fields.get("text"),
                headers(fields.get("headers")),
                attachments,
                (String) fields.get("campaign"),
                isTrue(fields.get("bulk")),
                topic(fields.get("topic")),
                texts(fields.get("metadata")),
                isTrue(fields.get("opens")),
                isTrue(fields.get("clicks")),
                isTrue(fields.get("template")),
                linkParameters(fields.get("linkParameters")),
                (String) fields.get("calendar"),
                isTrue(fields.get("receipt")),
                null,
                privacy(fields));
    }

    public static ImmutableBytes write(Recipient recipient) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("to", mailbox(recipient.mailbox()));
        fields.put("data", recipient.data());
        return StoredJson.write(VERSION, fields);
    }

    public static Recipient readRecipient(ImmutableBytes octets) {
        Map<String, @Nullable Object> fields = StoredJson.read(VERSION, octets);
        Map<String, Object> data = new LinkedHashMap<>();
        map(fields.get("data")).forEach((name, value) -> data.put(text(name), Objects.requireNonNull(value)));
        return new Recipient(Objects.requireNonNull(mailbox(fields.get("to"))), data);
    }

    private static Map<String, Object> linkParameters(LinkParameters parameters) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("values", parameters.values());
        fields.put("domains", parameters.domains());
        return fields;
    }

    private static LinkParameters linkParameters(@Nullable Object stored) {
        if (stored == null) {
            return LinkParameters.NONE;
        }
        List<String> domains = list(map(stored).get("domains")).stream()
                .map(MessageContentFormat::given)
                .toList();
        return new LinkParameters(texts(map(stored).get("values")), domains);
    }

    private static Map<String, String> texts(@Nullable Object stored) {
        Map<String, String> texts = new LinkedHashMap<>();
        map(stored).forEach((name, value) -> texts.put(text(name), text(value)));
        return texts;
    }

    private static Map<String, String> describe(Attachment file) {
        Map<String, String> fields = named(file.name(), "type", file.type().toString());
        if (file.contentId() != null) {
            fields.put("contentId", file.contentId());
        }
        return fields;
    }

    private static Attachment attachment(Map<?, ?> fields, ImmutableBytes file) {
        return new Attachment(
                given(fields.get("name")),
                MediaType.parse(given(fields.get("type"))),
                (String) fields.get("contentId"),
                file);
    }

    private static List<Map<String, String>> mailboxes(List<Mailbox> mailboxes) {
        return mailboxes.stream()
                .map(mailbox -> Objects.requireNonNull(mailbox(mailbox)))
                .toList();
    }

    private static @Nullable Map<String, String> first(List<Mailbox> mailboxes) {
        return mailboxes.isEmpty() ? null : mailbox(mailboxes.get(0));
    }

    private static List<Mailbox> replyTo(@Nullable Object stored) {
        if (stored == null) {
            return List.of();
        }
        return mailboxes(stored instanceof List<?> ? stored : List.of(stored));
    }

    private static List<Mailbox> mailboxes(@Nullable Object stored) {
        return list(stored).stream()
                .map(one -> Objects.requireNonNull(mailbox(one)))
                .toList();
    }

    private static @Nullable Map<String, String> mailbox(@Nullable Mailbox mailbox) {
        if (mailbox == null) {
            return null;
        }
        String address = mailbox.address().toString();
        return mailbox.name().isEmpty() ? Map.of("address", address) : named(mailbox.name(), "address", address);
    }

    private static @Nullable Mailbox mailbox(@Nullable Object fields) {
        if (fields == null) {
            return null;
        }
        String name = (String) map(fields).get("name");
        return new Mailbox(
                name == null ? "" : name, EmailAddress.parse(given(map(fields).get("address"))));
    }

    private static Map<String, String> named(String name, String field, String value) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", name);
        fields.put(field, value);
        return fields;
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
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
}
