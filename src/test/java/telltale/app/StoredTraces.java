package telltale.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.InflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** Searches every column of every table, and every file of a folder, for texts and identifiers. */
final class StoredTraces {
    private final List<String> texts;
    private final List<UUID> ids;

    /** @param texts in lower case */
    StoredTraces(List<String> texts, List<UUID> ids) {
        this.texts = List.copyOf(texts);
        this.ids = List.copyOf(ids);
    }

    /** The columns that contain one of them, each as {@code table.column}; none twice. */
    List<String> in(Connection database, List<String> tables) throws SQLException {
        List<String> found = new ArrayList<>();
        for (String table : tables) {
            try (Statement statement = database.createStatement();
                    ResultSet row = statement.executeQuery("select * from \"" + table + "\"")) {
                while (row.next()) {
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        if (isIn(row.getObject(i))) {
                            found.add(table + "." + row.getMetaData().getColumnName(i));
                        }
                    }
                }
            }
        }
        return found.stream().distinct().sorted().toList();
    }

    /** The files that contain one of them. */
    List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (isIn(Files.readAllBytes(file))) {
                    found.add(file);
                }
            }
            return found;
        }
    }

    private boolean isIn(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return isInText(new String(bytes, StandardCharsets.ISO_8859_1))
                    || isInText(new String(unpacked(bytes), StandardCharsets.ISO_8859_1));
        }
        return value != null && isInText(Objects.toString(value));
    }

    private boolean isInText(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return texts.stream().anyMatch(lower::contains)
                || ids.stream().anyMatch(id -> lower.contains(id.toString()) || text.contains(octets(id)));
    }

    /** The sixteen octets of an identifier, one a character. */
    private static String octets(UUID id) {
        StringBuilder octets = new StringBuilder();
        for (int shift = 56; shift >= 0; shift -= 8) {
            octets.append((char) (id.getMostSignificantBits() >>> shift & 0xFF));
        }
        for (int shift = 56; shift >= 0; shift -= 8) {
            octets.append((char) (id.getLeastSignificantBits() >>> shift & 0xFF));
        }
        return octets.toString();
    }

    /** What is compressed (RFC 1950); nothing for other bytes. */
    private static byte[] unpacked(byte[] bytes) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        if (bytes.length > 2 && bytes[0] == 0x78 && bytes[1] == 1) {
            try (InflaterOutputStream out = new InflaterOutputStream(plain)) {
                out.write(bytes);
            } catch (IOException notCompressed) {
                plain.reset();
            }
        }
        return plain.toByteArray();
    }
}
