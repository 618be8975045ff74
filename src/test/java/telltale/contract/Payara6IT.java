package telltale.contract;

import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class Payara6IT extends WarContract {
    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        ServerUnderTest.awaitFreePort(); // The adapter requests a stop of Payara and does not wait for it.
        return ServerUnderTest.war("from-environment.txt", "resources.txt");
    }

    @Override
    public String server() {
        return "Payara Micro 6.2025.10";
    }

    /** For an invalid escape, Payara itself sends an empty response with a success status. */
    @Override
    public Map<String, Integer> answeredByTheContainer() {
        return Map.of(
                "%00",
                400,
                "%5C",
                400,
                "\\",
                400,
                "%C0%AF",
                400,
                "%FF",
                400,
                "%zz",
                200,
                "%",
                200,
                "é",
                400,
                "a".repeat(9_000),
                400);
    }
}
