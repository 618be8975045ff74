package telltale.contract;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class Tomcat11IT extends WarContract {
    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        return ServerUnderTest.war("from-environment.xml", "conf/Catalina/localhost/app.xml");
    }

    @Override
    public String server() {
        return "Apache Tomcat/11.0.24";
    }

    @Override
    public Map<String, Integer> answeredByTheContainer() {
        return RefusalContract.unsafePaths().stream().collect(Collectors.toMap(Function.identity(), path -> 400));
    }
}
