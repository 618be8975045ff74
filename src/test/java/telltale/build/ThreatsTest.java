package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares {@code THREATS.md} with the addresses of the application. */
class ThreatsTest {
    private static final Path DOCUMENT = Path.of("THREATS.md");
    private static final Path API = Path.of("src/main/resources/telltale/web/api/openapi.json");
    private static final Pattern REST = Pattern.compile("^(/api/v1/[^/]+|/health/[^/]+|/[^/]+).*");

    @Test
    void everyAddressHasARow() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `/"))
                .toList();
        Set<String> missing = addresses().stream()
                .filter(address -> rows.stream().noneMatch(row -> names(row, address)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertFalse(rows.isEmpty());
        assertEquals(Set.of(), missing);
    }

    private static boolean names(String row, String address) {
        return row.contains("`" + address + "`") || row.contains("`" + address + "/");
    }

    private static Set<String> addresses() throws IOException {
        try (JsonReader api = Json.createReader(Files.newBufferedReader(API))) {
            return api.readObject().getJsonObject("paths").keySet().stream()
                    .map(path -> REST.matcher(path).replaceFirst("$1"))
                    .collect(Collectors.toSet());
        }
    }
}
