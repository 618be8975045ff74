package telltale.contract;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class Payara6JndiIT extends JndiContract {
    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        ServerUnderTest.awaitFreePort(); // The adapter requests a stop of Payara and does not wait for it.
        return ServerUnderTest.war("from-jndi.txt", "resources.txt");
    }

    @Override
    public String server() {
        return "Payara Micro 6.2025.10";
    }
}
