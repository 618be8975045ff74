package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import telltale.contract.RawHttpClient.Answer;

/** Tests that the server which responds is the one under test, and not another one on the same port. */
interface ServerContract {
    Application application();

    /** Returns the name and version that the server under test reports to its applications, such as {@code Apache Tomcat/10.1}. */
    String server();

    /** Only the application under test has the key in its new home, so the response names the server under test. */
    @BeforeEach
    default void theServerUnderTestAnswers() throws IOException {
        Answer health =
                application().http().get("/app/health/ready", application().adminKey());
        assertTrue(
                health.status() == 200 && health.json().containsKey("container"),
                () -> "who answers does not know the key of the server under test: " + health);
        String container = health.json().get("container").toString();
        assertTrue(container.contains(server()), () -> "expected " + server() + " but " + container + " answers");
    }
}
