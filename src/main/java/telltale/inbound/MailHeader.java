package telltale.inbound;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The header of a mail, as it was received. */
public final class MailHeader {
    private final Fields fields;

    private MailHeader(Fields fields) {
        this.fields = fields;
    }

    /** The header of a mail; the mail may be damaged anywhere. */
    public static MailHeader of(byte[] mail) {
        int end = Octets.headerEnd(mail, mail.length);
        return new MailHeader(FieldReader.header(Octets.decode(mail, 0, end)));
    }

    /** Whether there is a field with this name, in lower case. */
    public boolean has(String name) {
        return fields.has(name);
    }

    /** The values of all fields with this name, in lower case, except for empty ones; unfolded. */
    public Stream<String> all(String name) {
        return fields.all(name);
    }

    /** The addresses in all fields with these names, in lower case. */
    public List<String> addresses(String... names) {
        return Arrays.stream(names)
                .flatMap(this::all)
                .flatMap(value -> AddressText.all(value).stream())
                .toList();
    }
}
