package telltale.inbound;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import telltale.model.ImmutableBytes;

/** Mails that came back, with what their authors know of them; the folder's README describes them. */
enum Corpus {
    GENERATED,
    SISIMAI,
    FLUFL;

    /** A mail, and its row in the file of truths. */
    record Mail(String file, ImmutableBytes octets, JsonObject truth) {
        String type() {
            return truth.getString("class");
        }

        @Nullable
        String text(String name) {
            return truth.isNull(name) ? null : truth.getString(name);
        }
    }

    List<Mail> mails() {
        Map<String, byte[]> files = files();
        byte[] truths = files.get("truth.jsonl");
        if (truths == null) {
            throw new AssertionFailedError(this + " has no truths");
        }
        return new String(truths, StandardCharsets.UTF_8)
                .lines()
                .map(Corpus::json)
                .map(truth -> mail(truth, files))
                .toList();
    }

    private static Mail mail(JsonObject truth, Map<String, byte[]> files) {
        String file = truth.getString("file");
        byte[] octets = files.get(file);
        if (octets == null) {
            throw new AssertionFailedError(file + " is missing");
        }
        return new Mail(file, new ImmutableBytes(octets), truth);
    }

    private Map<String, byte[]> files() {
        String name = name().toLowerCase(Locale.ROOT) + ".zip";
        Map<String, byte[]> files = new HashMap<>();
        try (InputStream in = Corpus.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionFailedError(name + " is missing");
            }
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        } catch (IOException unreadable) {
            throw new AssertionFailedError(name + " cannot be read", unreadable);
        }
        return files;
    }

    private static JsonObject json(String line) {
        try (JsonReader reader = Json.createReader(new StringReader(line))) {
            return reader.readObject();
        }
    }
}
