package telltale.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.DeliveryId;
import telltale.model.Event;

/** A file of the events that the database rejects: one line each, fields separated by tabs, the reason last. */
final class Quarantine {
    /** About as much as 20,000 usual events; a defect that lets the database reject everything must not fill the disk. */
    private static final long MAX_BYTES = 8 << 20;

    private static final int TIME = 0;
    private static final int DELIVERY = 3;

    private final Path file;
    private long size;

    Quarantine(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
                size = lines.count();
            }
        }
    }

    /** @throws IOException if the event cannot be written, or the file is full */
    synchronized void add(Event event, String reason) throws IOException {
        byte[] line = (line(event, reason) + "\n").getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel = SpoolFiles.open(file)) {
            if (channel.size() + line.length > MAX_BYTES) {
                throw new IOException("the quarantine has its maximum size");
            }
            channel.write(ByteBuffer.wrap(line), channel.size());
            channel.force(true);
        }
        size++;
    }

    synchronized long size() {
        return size;
    }

    /**
     * Overwrites the lines of deliveries that do not exist any more, and those from before a time.
     *
     * @param exists whether a delivery exists
     */
    synchronized void clean(Instant since, Predicate<DeliveryId> exists) throws IOException {
        if (size == 0) {
            return;
        }
        // Each byte is a character, so that lines stay as they are.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        List<String> kept =
                lines.stream().filter(line -> isKept(line, since, exists)).toList();
        if (kept.size() < lines.size()) {
            overwrite(kept.stream().map(line -> line + "\n").collect(Collectors.joining()));
            size = kept.size();
        }
    }

    private static boolean isKept(String line, Instant since, Predicate<DeliveryId> exists) {
        String[] fields = line.split("\t", -1);
        try {
            return !Instant.parse(fields[TIME]).isBefore(since)
                    && (fields[DELIVERY].equals("-") || exists.test(DeliveryId.parse(fields[DELIVERY])));
        } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException torn) {
            // The process was killed while it wrote the line.
            return false;
        }
    }

    /** Replaces the content; what follows it is overwritten with zeros before it is cut off. */
    private void overwrite(String content) throws IOException {
        try (FileChannel channel = SpoolFiles.open(file)) {
            ByteBuffer all = ByteBuffer.allocate((int) channel.size());
            all.put(content.getBytes(StandardCharsets.ISO_8859_1));
            all.clear();
            channel.write(all, 0);
            channel.force(true);
            channel.truncate(content.length());
            channel.force(true);
        }
    }

    private static String line(Event event, String reason) {
        DeliveryId delivery = event.delivery();
        return String.join(
                "\t",
                event.at().toString(),
                event.id().toString(),
                event.kind().wireName(),
                delivery == null ? "-" : delivery.toString(),
                event.network().text(),
                String.valueOf(event.client().flagBits()),
                plain(event.client().agent()),
                plain(reason));
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
