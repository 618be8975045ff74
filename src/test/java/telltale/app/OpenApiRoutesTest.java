package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.web.api.OpenApiServlet;
import telltale.web.gate.Endpoints;

/** The OpenAPI document against the registered servlets: both have the same addresses and methods. */
class OpenApiRoutesTest {
    private static final Pattern SERVLET =
            Pattern.compile("servlet\\(context, \"[a-z]+\", web\\.(\\w+), \"(/[\\w./-]+?)(/\\*)?\"");

    /** Addresses that only the container calls. */
    private static final Set<String> INSIDE = Set.of("errors");

    /** It takes every method itself, to refuse HEAD. */
    private static final Set<String> TRACK = Set.of("get", "post");

    @Test
    void theDocumentKnowsEveryAddressAndMethodAndNoOther() throws Exception {
        TreeMap<String, Set<String>> registered = new TreeMap<>();
        Matcher line = SERVLET.matcher(Files.readString(Path.of("src/main/java/telltale/app/Boot.java")));
        while (line.find()) {
            if (!INSIDE.contains(line.group(1))) {
                Class<?> servlet =
                        WebParts.class.getDeclaredField(line.group(1)).getType();
                registered.put(line.group(2), methods(servlet));
            }
        }
        TreeMap<String, Set<String>> documented = new TreeMap<>();
        paths().forEach((path, operations) -> documented
                .computeIfAbsent(address(path, registered.navigableKeySet()), any -> new TreeSet<>())
                .addAll(operations.asJsonObject().keySet()));
        assertEquals(registered, documented);
    }

    @Test
    void theTableOfEndpointsIsTheDocuments() throws Exception {
        Map<String, Set<String>> table = new TreeMap<>();
        new Endpoints(1).documented().forEach((path, methods) -> {
            Set<String> lower = new TreeSet<>();
            methods.forEach(method -> lower.add(method.toLowerCase(Locale.ROOT)));
            table.put(path, lower);
        });
        Map<String, Set<String>> documented = new TreeMap<>();
        paths().forEach((path, operations) ->
                documented.put(path, new TreeSet<>(operations.asJsonObject().keySet())));
        assertEquals(documented, table);
    }

    @Test
    void theTableHasEveryRegisteredServlet() throws Exception {
        Set<String> registered = new TreeSet<>();
        Matcher line = SERVLET.matcher(Files.readString(Path.of("src/main/java/telltale/app/Boot.java")));
        while (line.find()) {
            if (!INSIDE.contains(line.group(1))) {
                registered.add(line.group(2));
            }
        }
        assertEquals(registered, new TreeSet<>(new Endpoints(1).servletPaths()));
    }

    /** The longest registered address with which a path begins. */
    private static String address(String path, Set<String> registered) {
        return registered.stream()
                .filter(address -> path.equals(address) || path.startsWith(address + "/"))
                .reduce((shorter, longer) -> longer)
                .orElse(path);
    }

    private static Set<String> methods(Class<?> servlet) {
        Set<String> methods = new TreeSet<>();
        Stream.of(servlet.getDeclaredMethods())
                .map(Method::getName)
                .filter(name -> name.matches("do(Get|Head|Post|Put|Delete)"))
                .forEach(name -> methods.add(name.substring(2).toLowerCase(Locale.ROOT)));
        return methods.isEmpty() ? TRACK : methods;
    }

    private static JsonObject paths() throws IOException {
        try (InputStream in = OpenApiServlet.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.createReader(Objects.requireNonNull(in))) {
            return reader.readObject().getJsonObject("paths");
        }
    }
}
