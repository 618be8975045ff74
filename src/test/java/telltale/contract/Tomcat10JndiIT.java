package telltale.contract;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class Tomcat10JndiIT extends JndiContract {
    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        return ServerUnderTest.war("from-jndi.xml", "conf/Catalina/localhost/app.xml");
    }

    @Override
    public String server() {
        return "Apache Tomcat/10.1.59";
    }
}
