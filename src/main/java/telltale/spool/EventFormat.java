package telltale.spool;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.StoredConstant;

/**
 * The binary format of spool records: {@code length(4) checksum(4) first(8) acknowledged(8) version(1) count(4)}, then the
 * events. The checksum is CRC-32C (RFC 3720 section B.4) of the spool's id and of everything after the checksum, so that
 * neither a torn record nor one of another spool is read as valid.
 *
 * <p>After all events of a record were acknowledged, they can be overwritten by zeros. Its header remains with the version 0, and
 * the checksum is that of the header only.
 */
final class EventFormat {
    static final int HEADER_BYTES = 4 + 4 + 8 + 8 + 1 + 4;

    private static final int CHECKED_FROM = 8;
    private static final int VERSION_AT = 4 + 4 + 8 + 8;
    private static final byte OVERWRITTEN = 0;
    /** The newest version. Version 2 had no profiles, and version 1 also had flags of four bytes. */
    private static final byte VERSION = 3;

    private static final byte WITHOUT_PROFILES = 2;
    private static final byte WITH_SHORT_FLAGS = 1;
    /** The bytes of an event without the text of its user agent. */
    private static final int FIXED_BYTES = 16 + 1 + 1 + 4 + 16 + 8 + 1 + 8 + 2;

    /** The bytes of an event of the old version that is not a click and has no user agent. */
    private static final int MIN_EVENT_BYTES = FIXED_BYTES - 1 - 4 - 4;

    private static final int MAX_BYTES_PER_CHARACTER = 3;
    private static final UUID NO_DELIVERY = new UUID(0, 0);

    private ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);

    /** Encodes events as a record, in a buffer that is valid until the next call. */
    ByteBuffer write(UUID spool, long first, long acknowledged, List<Event> events) {
        ByteBuffer record = cleared(events);
        record.position(CHECKED_FROM);
        record.putLong(first).putLong(acknowledged).put(VERSION).putInt(events.size());
        events.forEach(event -> write(record, event));
        record.flip();
        record.putInt(0, record.limit());
        record.putInt(4, checksum(spool, record));
        return record;
    }

    /** Decodes a record; null if the bytes are not a valid one. */
    @Nullable
    SpoolRecord read(UUID spool, ByteBuffer record) {
        if (record.getInt(4) != checksum(spool, record)) {
            return readOverwritten(spool, record);
        }
        int bytes = record.remaining();
        record.position(CHECKED_FROM);
        long first = record.getLong();
        long acknowledged = record.getLong();
        byte version = record.get();
        if (version < WITH_SHORT_FLAGS || version > VERSION) {
            throw new IllegalStateException(
                    "The spool was written by a newer version of Telltale (format " + version + "). Run that version.");
        }
        int count = record.getInt();
        // The checksum does not protect against a bug in the writer, and the count determines how much memory is
        // allocated.
        return count < 0 || count > record.remaining() / MIN_EVENT_BYTES
                ? null
                : new SpoolRecord(first, count, acknowledged, bytes, record, version, true);
    }

    /** Reads a record whose events were overwritten. After a power failure, either its version or its checksum may be the former one. */
    private static @Nullable SpoolRecord readOverwritten(UUID spool, ByteBuffer record) {
        ByteBuffer blank = overwritten(spool, record);
        boolean isVerified = record.getInt(4) == blank.getInt(4);
        int count = count(record);
        boolean isPossible = count > 0 && count <= (record.remaining() - HEADER_BYTES) / MIN_EVENT_BYTES;
        if (!isPossible || (!isVerified && record.get(VERSION_AT) != OVERWRITTEN)) {
            return null;
        }
        // Only what was acknowledged is overwritten.
        long acknowledged = last(record);
        return new SpoolRecord(first(record), count, acknowledged, record.remaining(), blank, OVERWRITTEN, isVerified);
    }

    /** The bytes of a record after its events were overwritten. */
    static ByteBuffer overwritten(UUID spool, ByteBuffer record) {
        ByteBuffer blank = ByteBuffer.allocate(record.remaining());
        blank.put(0, record, 0, HEADER_BYTES).put(VERSION_AT, OVERWRITTEN);
        return blank.putInt(4, checksum(spool, blank.slice(0, HEADER_BYTES)));
    }

    /**
     * Decodes the events of a record; it can be called once for each record.
     *
     * @throws IllegalStateException if they are invalid although the checksum is correct
     */
    List<Event> events(SpoolRecord record) {
        List<Event> events = new ArrayList<>(record.count());
        try {
            for (int i = 0; i < record.count(); i++) {
                events.add(event(record));
            }
        } catch (BufferUnderflowException | IllegalArgumentException invalid) {
            throw new IllegalStateException(
                    "Event " + (record.first() + events.size()) + " of the spool cannot be read.", invalid);
        }
        return events;
    }

    /** The length of the record that begins with this header. */
    static int length(ByteBuffer header) {
        return header.getInt(0);
    }

    /** The number of the last event of the record that begins with this header. */
    static long last(ByteBuffer header) {
        return first(header) + count(header) - 1;
    }

    /** The number of its first event. */
    static long first(ByteBuffer header) {
        return header.getLong(CHECKED_FROM);
    }

    private static int count(ByteBuffer header) {
        return header.getInt(VERSION_AT + 1);
    }

    private ByteBuffer cleared(List<Event> events) {
        int maxBytes = HEADER_BYTES;
        for (Event event : events) {
            maxBytes += FIXED_BYTES
                    + MAX_BYTES_PER_CHARACTER * event.client().agent().length();
        }
        if (buffer.capacity() < maxBytes) {
            buffer = ByteBuffer.allocateDirect(maxBytes);
        }
        return buffer.clear();
    }

    private static void write(ByteBuffer record, Event event) {
        DeliveryId delivery = event.delivery();
        put(record, event.id());
        record.put((byte) event.kind().number());
        record.put((byte) event.profile().number());
        // Other kinds have no link, as in records from before links were tracked.
        if (event.kind() == EventKind.CLICK) {
            record.putInt(event.link());
        }
        put(record, delivery == null ? NO_DELIVERY : delivery.value());
        record.putLong(event.client().flagBits());
        record.put((byte) event.network().kind().number());
        record.putLong(event.network().prefix());
        byte[] agent = event.client().agent().getBytes(StandardCharsets.UTF_8);
        record.putShort((short) agent.length);
        record.put(agent);
    }

    private static Event event(SpoolRecord from) {
        ByteBuffer record = from.body();
        UUID id = uuid(record);
        EventKind kind = StoredConstant.of(EventKind.class, record.get());
        PrivacyProfile profile =
                from.version() > WITHOUT_PROFILES ? PrivacyProfile.ofNumber(record.get()) : PrivacyProfile.INDIVIDUAL;
        int link = kind == EventKind.CLICK ? record.getInt() : 0;
        UUID delivery = uuid(record);
        long flags = from.version() == WITH_SHORT_FLAGS ? Integer.toUnsignedLong(record.getInt()) : record.getLong();
        Network network = new Network(StoredConstant.of(Network.Kind.class, record.get()), record.getLong());
        int agentBytes = record.getShort();
        if (agentBytes < 0) {
            throw new IllegalArgumentException("the length of a user agent must not be negative");
        }
        byte[] agent = new byte[agentBytes];
        record.get(agent);
        return new Event(
                id,
                kind,
                delivery.equals(NO_DELIVERY) ? null : new DeliveryId(delivery),
                link,
                new Client(new String(agent, StandardCharsets.UTF_8), flags),
                network,
                profile);
    }

    private static void put(ByteBuffer record, UUID id) {
        record.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer record) {
        return new UUID(record.getLong(), record.getLong());
    }

    private static int checksum(UUID spool, ByteBuffer record) {
        CRC32C sum = new CRC32C();
        ByteBuffer name = ByteBuffer.allocate(16);
        put(name, spool);
        sum.update(name.flip());
        sum.update(record.duplicate().position(CHECKED_FROM));
        return (int) sum.getValue();
    }
}
