package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The size of the page in the packaged WAR, each file compressed by itself. */
final class PageSizeIT {
    private static final Path WAR = Path.of(System.getProperty("rig.war", "target/app.war"));
    private static final Pattern PAGE = Pattern.compile("index\\.html|preview\\.html|assets/.*\\.(js|css|svg)");
    private static final Pattern ADDRESS = Pattern.compile(" (?:href|src)=\"(assets/[^\"]+)\"");

    private static final Map<String, byte[]> FILES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            for (ZipEntry entry : war.stream().toList()) {
                if (PAGE.matcher(entry.getName()).matches()) {
                    try (InputStream content = war.getInputStream(entry)) {
                        FILES.put(entry.getName(), content.readAllBytes());
                    }
                }
            }
        }
    }

    @Test
    void thePageHasTwoScriptsAndAStylesheet() {
        Set<String> joined = FILES.keySet().stream()
                .filter(path -> !path.endsWith(".html") && !path.endsWith(".svg"))
                .collect(Collectors.toSet());

        assertEquals(Set.of("assets/js/main.js", "assets/js/views.js", "assets/css/page.css"), joined);
    }

    @Test
    void theFirstViewIsSmallerThan60Kilobytes() throws IOException {
        Set<String> first = new TreeSet<>(Set.of("index.html"));
        ADDRESS.matcher(new String(FILES.get("index.html"), StandardCharsets.UTF_8))
                .results()
                .map(found -> found.group(1))
                .forEach(first::add);

        assertSmaller(first, 60_000);
    }

    @Test
    void theWholePageIsSmallerThan120Kilobytes() throws IOException {
        assertSmaller(FILES.keySet(), 120_000);
    }

    private static void assertSmaller(Set<String> paths, int limit) throws IOException {
        int size = 0;
        for (String path : paths) {
            size += compressed(FILES.get(path));
        }
        String measured = paths + ": " + size + " bytes";
        System.out.println(measured);
        assertTrue(size < limit, measured);
    }

    /** As servers compress by default. */
    private static int compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.size();
    }
}
