package telltale.proxies;

import java.nio.file.Path;
import java.util.List;

/** How nginx runs in the foreground with a configuration from docker/, which is a part of nginx.conf. */
public final class Nginx {
    public static final String DEBIAN_PACKAGE = "nginx-light";

    private Nginx() {}

    /**
     * The complete configuration.
     *
     * @param part what belongs into the block {@code http}
     * @param folder the folder for nginx's files
     */
    public static String whole(String part, Path folder) {
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
                """.formatted(folder, part);
    }

    /** The command that starts it. */
    public static List<String> command(Path configuration) {
        return List.of("nginx", "-e", "stderr", "-c", configuration.toString());
    }
}
