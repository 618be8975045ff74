package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.IntrospectionUtils;
import org.junit.jupiter.api.Test;

/** Tests that the tests and the image use the connector that docs/TOMCAT.md recommends. */
final class ConnectorSnippetTest {
    private static final Pattern CONNECTOR = Pattern.compile("<Connector ([^>]+)/>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([\\w.]+)=\"([^\"]*)\"");
    private static final Set<String> OF_THE_PLACE = Set.of("address", "port", "protocol", "bindOnInit");

    @Test
    void documentTestsAndImageHaveTheSameLimits() throws IOException {
        Map<String, String> documented = limits("docs/TOMCAT.md");

        assertTrue(documented.size() > 10, documented.toString());
        assertEquals(documented, limits("src/test/tomcat/conf/server.xml"));
        assertEquals(documented, limits("docker/server.xml"));
    }

    @Test
    void tomcatKnowsEveryAttribute() throws IOException {
        Connector connector = new Connector();

        // Like Tomcat's digester: attributes that the connector does not know are set on its protocol handler.
        limits("docs/TOMCAT.md")
                .forEach((name, value) -> assertTrue(IntrospectionUtils.setProperty(connector, name, value), name));
        assertEquals("10000", String.valueOf(connector.getProperty("connectionTimeout")));
    }

    private static Map<String, String> limits(String file) throws IOException {
        MatchResult connector = CONNECTOR
                .matcher(Files.readString(Path.of(file)))
                .results()
                .findFirst()
                .orElseThrow();
        Map<String, String> limits = new TreeMap<>();
        ATTRIBUTE.matcher(connector.group(1)).results().forEach(one -> limits.put(one.group(1), one.group(2)));
        limits.keySet().removeAll(OF_THE_PLACE);
        return limits;
    }
}
