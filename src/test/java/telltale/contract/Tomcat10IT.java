package telltale.contract;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

class Tomcat10IT extends WarContract {
    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        return ServerUnderTest.war("from-environment.xml", "conf/Catalina/localhost/app.xml");
    }

    @Override
    public String server() {
        return "Apache Tomcat/10.1.59";
    }

    @Override
    public Map<String, Integer> answeredByTheContainer() {
        return List.of("%2F", "%5C", "%00", "\\", "%", "%zz", "%C0%AF", "%FF", "é", "a".repeat(9_000)).stream()
                .collect(Collectors.toMap(Function.identity(), path -> 400));
    }
}
