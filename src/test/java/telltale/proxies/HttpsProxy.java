package telltale.proxies;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import telltale.launcher.FreePort;
import telltale.smtp.Certificates;

/** A proxy of its Debian package, with the configuration from docker/ on free ports, for {@code localhost}. */
final class HttpsProxy implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    /** The proxies whose configurations are documented. */
    enum Program {
        NGINX,
        HAPROXY,
        CADDY
    }

    private final int port = FreePort.find();
    private final int clearPort = FreePort.find();
    private final Path folder;
    private final Process process;

    /**
     * Starts a proxy.
     *
     * @param folder an empty folder
     * @param server the port of the server behind it
     */
    HttpsProxy(Program program, Path folder, Certificates certificates, int server) throws Exception {
        this.folder = folder;
        Path pem = folder.resolve("mail.example.com.pem");
        certificates.writePem(pem);
        process = start(
                switch (program) {
                    case NGINX -> nginx(pem, server);
                    case HAPROXY -> haproxy(pem, server);
                    case CADDY -> caddy(pem, server);
                },
                program);
        await();
    }

    private List<String> nginx(Path pem, int server) throws IOException {
        String site = configuration("nginx.https.conf", server)
                .replace("listen 443 ", "listen 127.0.0.1:" + port + " ")
                .replace("listen 80;", "listen 127.0.0.1:" + clearPort + ";")
                .replaceAll("(ssl_certificate(?:_key)?) .*;", "$1 " + pem + ";")
                .replace("/var/log/nginx/", folder + "/")
                // The redirect names the usual port.
                .replace("https://$host$request_uri", "https://$host:" + port + "$request_uri");
        return Nginx.command(Files.writeString(folder.resolve("nginx.conf"), Nginx.whole(site, folder)));
    }

    private List<String> haproxy(Path pem, int server) throws IOException {
        String whole = configuration("haproxy.https.cfg", server)
                .replace("bind :443 ", "bind 127.0.0.1:" + port + " ")
                .replace("bind :80\n", "bind 127.0.0.1:" + clearPort + "\n")
                .replace("/etc/haproxy/mail.example.com.pem", pem.toString())
                .replace("redirect scheme https", "redirect prefix https://localhost:" + port);
        return List.of(
                "haproxy",
                "-db",
                "-f",
                Files.writeString(folder.resolve("haproxy.cfg"), whole).toString());
    }

    private List<String> caddy(Path pem, int server) throws IOException {
        String whole = configuration("Caddyfile", server)
                .replaceFirst(
                        "\\{\n",
                        "{\n\tadmin off\n\tskip_install_trust\n\tdefault_bind 127.0.0.1\n\thttp_port " + clearPort
                                + "\n\thttps_port " + port + "\n")
                .replace("mail.example.com {", "localhost {\n\ttls " + pem + " " + pem);
        return List.of(
                "caddy",
                "run",
                "--adapter",
                "caddyfile",
                "--config",
                Files.writeString(folder.resolve("Caddyfile"), whole).toString());
    }

    private static String configuration(String file, int server) throws IOException {
        return Files.readString(Path.of("docker", file)).replace("127.0.0.1:8080", "127.0.0.1:" + server);
    }

    private Process start(List<String> command, Program program) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("proxy.log").toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("XDG_DATA_HOME", folder.toString());
        builder.environment().put("XDG_CONFIG_HOME", folder.toString());
        try {
            return builder.start();
        } catch (IOException missing) {
            String debianPackage = program == Program.NGINX ? Nginx.DEBIAN_PACKAGE : command.get(0);
            throw new IllegalStateException(
                    command.get(0) + " is missing: sudo apt-get install " + debianPackage, missing);
        }
    }

    private void await() throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!connects(port) || !connects(clearPort)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException("The proxy does not listen:\n" + log());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** The address of the site, without a path. */
    String site() {
        return "https://localhost:" + port;
    }

    /** The address without encryption, which redirects. */
    String clearSite() {
        return "http://localhost:" + clearPort;
    }

    /** What the proxy printed. */
    String log() throws IOException {
        return Files.readString(folder.resolve("proxy.log"));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
    }
}
