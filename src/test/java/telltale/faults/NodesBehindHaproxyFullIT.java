package telltale.faults;

import java.nio.file.Path;
import java.util.List;

class NodesBehindHaproxyFullIT extends NodesContract {
    @Override
    String configurationFile() {
        return "haproxy.cfg";
    }

    @Override
    String whole(String configuration, Path folder) {
        return configuration;
    }

    @Override
    List<String> command(Path configuration) {
        return List.of("haproxy", "-db", "-f", configuration.toString());
    }

    @Override
    String debianPackage() {
        return "haproxy";
    }
}
