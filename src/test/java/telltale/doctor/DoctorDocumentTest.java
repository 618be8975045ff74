package telltale.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Compares {@code docs/DOCTOR.md} with the findings: a row for each, in the section that it names. */
class DoctorDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/DOCTOR.md");
    private static final String HEADING = "## ";

    private static List<FindingType> types;

    @BeforeAll
    static void find() {
        types = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("telltale.doctor")
                        .stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(FindingType.class))
                        .map(JavaClass::reflect)
                        .filter(type -> !type.getName().contains("Test"))
                        .sorted(Comparator.comparing(Class::getName))
                        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
                        .map(FindingType.class::cast)
                        .toList();
    }

    @Test
    void everyFindingHasItsRow() throws IOException {
        Set<String> rows = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith("| `"))
                .collect(Collectors.toSet());
        assertEquals(
                types.stream().map(DoctorDocumentTest::row).sorted().collect(Collectors.joining("\n")),
                rows.stream().sorted().collect(Collectors.joining("\n")));
    }

    @Test
    void everySectionExists() throws IOException {
        Set<String> sections = Files.readAllLines(DOCUMENT).stream()
                .filter(line -> line.startsWith(HEADING))
                .map(line -> line.substring(HEADING.length()))
                .map(line -> line.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 -]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
        types.forEach(type -> assertTrue(sections.contains(type.section()), type::section));
    }

    @Test
    void eachIdIsUniqueAndWhatIsWrongHasARemedy() {
        assertEquals(
                types.size(),
                types.stream().map(FindingType::wireName).distinct().count());
        types.forEach(type -> assertEquals(
                type.level() == Level.OK, type.explanation().remedy().isEmpty(), type::wireName));
    }

    private static String row(FindingType type) {
        return Stream.of(
                        "`" + type.wireName() + "`",
                        type.level().wireName(),
                        type.explanation().meaning(),
                        type.explanation().remedy())
                .collect(Collectors.joining(" | ", "| ", " |"));
    }
}
