package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.Sha256;

/** Compares the third-party files in this repository with {@code catalogue/SHA256SUMS}. */
class VendoredFilesTest {
    private static final Path SUMS = Path.of("catalogue/SHA256SUMS");
    private static final List<Path> LIBRARIES =
            List.of(Path.of("src/main/webapp/assets/js/lib"), Path.of("src/test/js/lib"));
    private static final Pattern FOREIGN = Pattern.compile("Copyright \\(c\\)|@license|SPDX-License-Identifier");

    @Test
    void noVendoredFileWasChangedByHand() throws IOException {
        Map<String, String> stated = stated();
        Map<String, String> found = new TreeMap<>();
        for (String file : stated.keySet()) {
            found.put(file, sha256(Path.of(file)));
        }

        assertEquals(stated, found);
    }

    @Test
    void aThirdPartyFileHasAChecksum() throws IOException {
        Set<String> foreign = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (FOREIGN.matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .find()) {
                    foreign.add(file.toString());
                }
            }
        }

        for (Path folder : LIBRARIES) {
            foreign.addAll(filesIn(folder));
        }
        assertEquals(stated().keySet(), foreign);
    }

    @Test
    void everyLibraryOfThePageIsBesideItsLicense() throws IOException {
        for (Path folder : LIBRARIES) {
            assertTrue(filesIn(folder).stream().anyMatch(file -> file.contains("LICENSE-")), folder::toString);
        }
    }

    private static Set<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).collect(Collectors.toSet());
        }
    }

    /** As {@code sha256sum} writes them. */
    private static Map<String, String> stated() throws IOException {
        Map<String, String> stated = new TreeMap<>();
        for (String line : Files.readAllLines(SUMS)) {
            String[] parts = line.split("  ", 2);
            stated.put(parts[1], parts[0]);
        }
        return stated;
    }

    private static String sha256(Path file) throws IOException {
        return HexFormat.of().formatHex(Sha256.of(Files.readAllBytes(file)));
    }
}
