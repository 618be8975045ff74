package telltale.audit;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.store.AuditEntry;
import telltale.store.AuditTrail;
import telltale.token.AuditMac;

/** The keyed hashes of rows and chains: over every field with its length, so that no text can move between fields. */
public final class AuditSeals implements AuditTrail.Seals {
    private static final int ROW = 1;
    private static final int CHAIN = 2;

    private final AuditMac mac;

    public AuditSeals(AuditMac mac) {
        this.mac = mac;
    }

    @Override
    public ImmutableBytes hash(ImmutableBytes before, UUID chain, long sequence, AuditTrail.Content content) {
        AuditEntry entry = content.entry();
        PersonKey person = entry.person();
        Integer status = content.status();
        return new Message(ROW)
                .add(before)
                .add(chain)
                .add(sequence)
                .add(content.id())
                .add(content.at().toEpochMilli())
                .add(entry.actor().kind())
                .add(entry.actor().name())
                .add(entry.operation())
                .add(entry.target())
                .add(person == null ? null : person.hex())
                .add(entry.network())
                .add(status == null ? 0 : status)
                .add(content.begun())
                .hash(mac);
    }

    @Override
    public ImmutableBytes seal(UUID chain, AuditTrail.Extent extent) {
        return new Message(CHAIN)
                .add(chain)
                .add(extent.first())
                .add(extent.before())
                .add(extent.last())
                .add(extent.head())
                .hash(mac);
    }

    /** The bytes that are hashed. */
    private static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Message(int kind) {
            add(kind);
        }

        Message add(long number) {
            try {
                out.writeLong(number);
            } catch (IOException impossible) {
                throw new UncheckedIOException("memory is always writable", impossible);
            }
            return this;
        }

        Message add(ImmutableBytes value) {
            add(value.size());
            bytes.writeBytes(value.toBytes());
            return this;
        }

        Message add(@Nullable String text) {
            return text == null ? add(-1) : add(new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8)));
        }

        Message add(@Nullable UUID id) {
            return add(id == null ? null : id.toString());
        }

        ImmutableBytes hash(AuditMac mac) {
            return mac.of(bytes.toByteArray());
        }
    }
}
