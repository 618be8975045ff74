package telltale.build;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares the types, members and packages that the documents name in backticks with the sources. */
class DocumentedNamesTest {
    private static final Path MAIN = Path.of("src/main/java/telltale");
    private static final List<Path> SOURCES = List.of(MAIN, Path.of("src/test/java/telltale"));
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    /** An optional package, a type in camel case, and an optional member. */
    private static final Pattern NAME =
            Pattern.compile("(?:telltale\\.)?((?:[a-z]+\\.)*)([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?(?:\\(\\))?");

    private static final Pattern TWO_WORDS = Pattern.compile("[a-z][A-Z]");
    private static final Pattern FOREIGN_PACKAGE = Pattern.compile("(java|javax|jakarta|org|com|sun)\\..*");
    /** Names of the JDK, of browsers, of Tomcat and of other libraries that the documents use without a package. */
    private static final Set<String> FOREIGN = Set.of(
            "ChunkedInputFilter",
            "DriverManager",
            "EventSource",
            "HttpOnly",
            "HttpUpgradeHandler",
            "InetAddress",
            "MimeBodyPart",
            "ReadListener",
            "RemoteIpValve",
            "SameSite",
            "Thread",
            "VmRSS");

    private static final Pattern PACKAGE_ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");

    /** The source of each top-level type by its qualified name without {@code telltale.}. */
    private static final Map<String, String> TYPES = new TreeMap<>();

    @BeforeAll
    static void readSources() throws IOException {
        for (Path base : SOURCES) {
            try (Stream<Path> files = Files.walk(base)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    String name = base.relativize(file).toString();
                    TYPES.put(
                            name.substring(0, name.length() - ".java".length()).replace('/', '.'),
                            Files.readString(file));
                }
            }
        }
    }

    @Test
    void everyNameExists() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            String prose = FENCED.matcher(Files.readString(document)).replaceAll("");
            CODE.matcher(prose)
                    .results()
                    .map(code -> code.group(1))
                    .filter(code -> !exists(code))
                    .forEach(code -> missing.add(document + ": " + code));
        }

        assertEquals(
                List.of(),
                missing,
                "Name what exists; a name that is not Telltale's needs its package, or an entry in FOREIGN");
    }

    @Test
    void everyPackageHasARow() throws IOException {
        Set<String> rows = PACKAGE_ROW
                .matcher(Files.readString(Path.of("CONTRIBUTING.md")))
                .results()
                .map((MatchResult row) -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> packages = new TreeSet<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            files.filter(file -> file.endsWith("package-info.java"))
                    .map(file -> MAIN.relativize(file).getParent().toString().replace('/', '.'))
                    .forEach(packages::add);
        }

        assertEquals(packages, rows);
    }

    private static boolean exists(String code) {
        Matcher name = NAME.matcher(code);
        if (!name.matches() || FOREIGN_PACKAGE.matcher(name.group(1)).matches() || FOREIGN.contains(name.group(2))) {
            return true;
        }
        boolean isProse = name.group(1).isEmpty()
                && name.group(3) == null
                && !TWO_WORDS.matcher(name.group(2)).find();
        return isProse
                || TYPES.entrySet().stream()
                        .anyMatch(type -> isNamed(type.getKey(), name.group(1) + name.group(2))
                                && hasMember(type.getValue(), name.group(3)));
    }

    private static boolean isNamed(String type, String name) {
        return type.equals(name) || (!name.contains(".") && type.endsWith("." + name));
    }

    /** A method has a parenthesis after its name, a nested type a keyword before it, a field neither. */
    private static boolean hasMember(String source, String member) {
        return member == null
                || Pattern.compile("\\b" + member + "\\(|\\b(class|record|enum|interface) " + member + "\\b|\\b"
                                + member + "\\b *[;=]")
                        .matcher(source)
                        .find();
    }

    private static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path folder : List.of(Path.of("."), Path.of("docs"), Path.of("findings"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
            }
        }
        return documents;
    }
}
