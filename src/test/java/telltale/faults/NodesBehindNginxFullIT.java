package telltale.faults;

import java.nio.file.Path;
import java.util.List;

class NodesBehindNginxFullIT extends NodesContract {
    @Override
    String configurationFile() {
        return "nginx.nodes.conf";
    }

    /** The file is a fragment to be included, so this adds the rest. */
    @Override
    String whole(String configuration, Path folder) {
        return """
                daemon off;
                pid %1$s/nginx.pid;
                error_log stderr warn;
                events {}
                http {
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                %2$s
                }
                """.formatted(folder, configuration);
    }

    @Override
    List<String> command(Path configuration) {
        return List.of("nginx", "-e", "stderr", "-c", configuration.toString());
    }

    @Override
    String debianPackage() {
        return "nginx-light";
    }
}
