package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import telltale.model.Sha256;

/** Compares the content of the packaged WAR with its SBOM and its list of licenses. */
final class WarContentIT {
    /** The SQLite driver and ICU4J are packed again, without what few servers or nothing here needs. */
    private static final String TRIMMED = "-trimmed.jar";

    private static final Path WAR = Path.of(System.getProperty("rig.war", "target/app.war"));

    private static Map<String, byte[]> libraries;
    private static List<JsonObject> components;
    private static String licenses;

    @BeforeAll
    static void read() throws IOException {
        libraries = new TreeMap<>();
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            for (ZipEntry entry : war.stream().toList()) {
                if (entry.getName().endsWith(".jar")) {
                    libraries.put(fileName(entry.getName()), bytes(war, entry.getName()));
                }
            }
            try (JsonReader sbom =
                    Json.createReader(new ByteArrayInputStream(bytes(war, "META-INF/sbom/application.cdx.json")))) {
                components = sbom.readObject().getJsonArray("components").getValuesAs(JsonObject.class);
            }
            licenses = new String(bytes(war, "META-INF/THIRD-PARTY.txt"), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theSbomListsTheLibrariesInTheWarAndNoOthers() {
        Set<String> listed = components.stream().map(WarContentIT::jar).collect(Collectors.toCollection(TreeSet::new));
        Set<String> packed = libraries.keySet().stream()
                .map(name -> name.replace(TRIMMED, ".jar"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(packed, listed);
    }

    @Test
    void theLibrariesAreTheOnesThatTheSbomWasMadeFrom() {
        Map<String, String> listed = new TreeMap<>();
        Map<String, String> packed = new TreeMap<>();
        for (JsonObject component : components) {
            String jar = jar(component);
            if (libraries.containsKey(jar)) {
                listed.put(jar, hash(component));
                packed.put(jar, sha256(libraries.get(jar)));
            }
        }

        assertEquals(listed, packed);
        assertEquals(libraries.size() - 3, packed.size(), "all except the trimmed ones are compared");
    }

    @Test
    void theTransportForOtherProgramsIsNotInTheWar() throws IOException {
        try (ZipFile war = new ZipFile(WAR.toFile())) {
            assertEquals(
                    List.of(),
                    war.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.contains("telltale/mail/")
                                    || name.matches(".*(javamail|jakarta\\.mail).*roviders?"))
                            .toList());
        }
    }

    @Test
    void everyLibraryHasALicense() {
        for (JsonObject component : components) {
            assertTrue(component.containsKey("licenses"), component::toString);
            String coordinates = component.getString("group") + ":" + component.getString("name") + ":"
                    + component.getString("version");
            assertTrue(licenses.contains("(" + coordinates + " - "), coordinates);
        }
    }

    @Test
    void aClassIsInOneLibraryOnly() throws IOException {
        Map<String, String> owners = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (Map.Entry<String, byte[]> library : libraries.entrySet()) {
            for (String name : entries(library.getValue())) {
                if (name.endsWith(".class") && !name.startsWith("META-INF/") && !name.equals("module-info.class")) {
                    String other = owners.put(name, library.getKey());
                    if (other != null) {
                        twice.add(name + " in " + other + " and " + library.getKey());
                    }
                }
            }
        }

        assertEquals(List.of(), twice);
    }

    @Test
    void theEmbeddedDatabaseBringsTheNativeLibrariesOfCommonServersOnly() throws IOException {
        String driver = libraries.keySet().stream()
                .filter(name -> name.startsWith("sqlite-jdbc-") && name.endsWith(TRIMMED))
                .findFirst()
                .orElseThrow();
        Set<String> platforms = entries(libraries.get(driver)).stream()
                .filter(name -> name.matches("org/sqlite/native/.*[^/]"))
                .map(name -> name.substring("org/sqlite/native/".length(), name.lastIndexOf('/')))
                .collect(Collectors.toCollection(TreeSet::new));

        assertEquals(
                new TreeSet<>(Set.of(
                        "Linux/x86_64",
                        "Linux/aarch64",
                        "Linux-Musl/x86_64",
                        "Linux-Musl/aarch64",
                        "Mac/x86_64",
                        "Mac/aarch64",
                        "Windows/x86_64")),
                platforms);
    }

    @Test
    void theDomainLibraryBringsTheDataOfUts46Only() throws IOException {
        String icu = libraries.keySet().stream()
                .filter(name -> name.startsWith("icu4j-") && name.endsWith(TRIMMED))
                .findFirst()
                .orElseThrow();

        assertTrue(entries(libraries.get(icu)).contains("com/ibm/icu/impl/data/icudata/uts46.nrm"));
        assertEquals(
                List.of(),
                entries(libraries.get(icu)).stream()
                        .filter(name -> name.endsWith(".res"))
                        .toList());
    }

    private static String jar(JsonObject component) {
        return component.getString("name") + "-" + component.getString("version") + ".jar";
    }

    private static String hash(JsonObject component) {
        return component.getJsonArray("hashes").getValuesAs(JsonObject.class).stream()
                .filter(hash -> hash.getString("alg").equals("SHA-256"))
                .findFirst()
                .orElseThrow()
                .getString("content");
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Sha256.of(content));
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static byte[] bytes(ZipFile war, String name) throws IOException {
        ZipEntry entry = war.getEntry(name);
        assertTrue(entry != null, () -> WAR + " has no " + name);
        try (InputStream content = war.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static List<String> entries(byte[] jar) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream content = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = content.getNextEntry(); entry != null; entry = content.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }
}
