package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.Role;

/** Compares docs/ACCESS.md with the table of routes. */
class AccessDocumentTest {
    @Test
    void theDocumentListsTheRolesOfEveryOperation() throws IOException {
        String table = TestRoutes.withoutHandlers()
                .endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .filter(route -> !route.roles().isEmpty())
                .map(AccessDocumentTest::row)
                .sorted()
                .collect(Collectors.joining("\n"));
        String documented = Files.readAllLines(Path.of("docs/ACCESS.md")).stream()
                .dropWhile(line -> !line.equals("## Operations"))
                .filter(line -> line.startsWith("| `"))
                .sorted()
                .collect(Collectors.joining("\n"));
        assertEquals(table, documented);
    }

    @Test
    void theDocumentListsTheAuditedOperations() throws IOException {
        String table = TestRoutes.withoutHandlers()
                .endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .filter(route -> route.audit() != Audit.NONE)
                .map(route -> "| `" + route.operation() + "` | " + recorded(route.audit()) + " |")
                .sorted()
                .collect(Collectors.joining("\n"));
        String documented = Files.readAllLines(Path.of("docs/ACCESS.md")).stream()
                .dropWhile(line -> !line.equals("## Audit log"))
                .takeWhile(line -> !line.startsWith("## Limits"))
                .filter(line -> line.startsWith("| `"))
                .sorted()
                .collect(Collectors.joining("\n"));
        assertEquals(table, documented);
    }

    private static String recorded(Audit audit) {
        return switch (audit) {
            case NONE -> "no";
            case CHANGE -> "before and after";
            case LOOK -> "before the answer";
            case SEARCH -> "before the answer, if the query names a person or a delivery";
            case SIGN_IN -> "before the answer, also if it is refused";
        };
    }

    private static String row(Route route) {
        String roles = Stream.of(Role.values())
                .map(role -> route.roles().contains(role) ? "yes" : "–")
                .collect(Collectors.joining(" | "));
        return "| `" + route.method() + " " + route.path() + "` | " + roles + " |";
    }
}
