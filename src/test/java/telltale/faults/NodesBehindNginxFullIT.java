package telltale.faults;

import java.nio.file.Path;
import java.util.List;
import telltale.proxies.Nginx;

class NodesBehindNginxFullIT extends NodesContract {
    @Override
    String configurationFile() {
        return "nginx.nodes.conf";
    }

    @Override
    String whole(String configuration, Path folder) {
        return Nginx.whole(configuration, folder);
    }

    @Override
    List<String> command(Path configuration) {
        return Nginx.command(configuration);
    }

    @Override
    String debianPackage() {
        return Nginx.DEBIAN_PACKAGE;
    }
}
