import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Measures pixels per second and their latency: Telltale, which stores each open durably before it answers, against a
 * servlet in the same Tomcat that stores nothing, nginx with a buffered log, and a small Flask program.
 *
 * <p>{@code bench/run pixel [rounds] [seconds per round]}. All servers run throughout, and are loaded in turn.
 */
public final class Pixels {
    private static final long STORED_BEFORE = 1_000_000;
    private static final int WARM_UP_SECONDS = 15;
    private static final byte[] GIF = Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    /** The hits in the spool at the end of a round, and the time until all of them were in the database. */
    private record Backlog(double events, double millis) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Machine.require("wrk", "wrk");
        Machine.require("nginx", "nginx-light");
        Machine.require("gunicorn", "gunicorn");
        Machine.run("/usr/bin/python3", "-c", "import flask");
        String machine = Machine.line();
        Path home = Homes.copyOf(STORED_BEFORE);
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        MachineLoad machineLoad = new MachineLoad(20);
        List<Backlog> backlogs = new ArrayList<>();
        Subjects subjects = new Subjects(rounds, seconds);
        try {
            try (ServerProcess bare = bareServlet(scratch);
                    ServerProcess telltale = ServerProcess.telltale(home);
                    ServerProcess nginx = nginx(scratch);
                    ServerProcess flask = flask(scratch)) {
                subjects.add("bare servlet", "/app/pixel", bare);
                subjects.add("Telltale", "/app/pixel", telltale);
                subjects.add("nginx", "/pixel", nginx);
                subjects.add("Flask", "/pixel", flask);
                measure(subjects, home, rounds, machineLoad, backlogs);
            }
            long stored = Homes.number(home, "select count(*) from events") - STORED_BEFORE;
            report(machine + " " + machineLoad.sentence(), subjects, stored, backlogs);
        } finally {
            Homes.delete(home);
            Homes.delete(scratch);
        }
    }

    private static void measure(Subjects subjects, Path home, int rounds, MachineLoad machineLoad, List<Backlog> backlogs) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (Subjects.Subject subject : subjects.all()) {
                machineLoad.await();
                subjects.load(subject, home, round, WARM_UP_SECONDS);
                if (subject.name().equals("Telltale")) {
                    Backlog backlog = backlog(subject.servers().get(0));
                    if (round > 0) {
                        backlogs.add(backlog);
                    }
                }
            }
        }
    }

    private static Backlog backlog(ServerProcess telltale) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long first = waiting(telltale);
        long now = first;
        while (now > 0) {
            Thread.sleep(5);
            now = waiting(telltale);
        }
        return new Backlog(first, (System.nanoTime() - start) / 1e6);
    }

    static long waiting(ServerProcess telltale) throws IOException {
        return metric(telltale, "telltale_spool_waiting_hits");
    }

    /** Returns the value of a metric. */
    static long metric(ServerProcess telltale, String name) throws IOException {
        String metrics = new String(
                new java.net.URL("http://127.0.0.1:" + telltale.port() + "/app/metrics").openStream().readAllBytes(),
                StandardCharsets.UTF_8);
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> (long) Double.parseDouble(line.split(" ")[1]))
                .sum();
    }

    private static void report(String machine, Subjects subjects, long stored, List<Backlog> backlogs) {
        Subjects.Subject telltale = subjects.get("Telltale");
        System.out.printf("%s%n%n", machine);
        subjects.print(telltale.name());
        System.out.printf("%nTelltale answered %,d and stored %,d of them (a few more were in flight when a round ended).%n",
                telltale.answered(), stored);
        System.out.printf("At the end of a round, %s of them were in the spool; all were in the database after %s ms.%n",
                Figures.of(backlogs, Backlog::events).spread(), Figures.of(backlogs, Backlog::millis).spread());
        if (stored < telltale.answered()) {
            throw new BenchmarkException("Telltale lost " + (telltale.answered() - stored) + " opens that it had already answered.");
        }
        requireRatio("throughput against the bare servlet", telltale.perSecond() / subjects.get("bare servlet").perSecond(), 0.75);
        requireRatio("the bare servlet's p99 against Telltale's", subjects.get("bare servlet").p99() / telltale.p99(), 0.5);
        requireRatio("throughput against Flask", telltale.perSecond() / subjects.get("Flask").perSecond(), 8);
    }

    static void requireRatio(String what, double ratio, double target) {
        if (ratio < target) {
            throw new BenchmarkException(String.format("Target missed: %s is %.2f (expected: at least %.2f).", what, ratio, target));
        }
    }

    /** Starts the same launcher, Tomcat and connector with a different web.xml: one servlet, no filter, no listener. */
    static ServerProcess bareServlet(Path scratch) throws IOException, InterruptedException {
        Path war = scratch.resolve("bare.war");
        try (JarFile app = new JarFile(Machine.WAR.toFile());
                JarOutputStream bare = new JarOutputStream(Files.newOutputStream(war), app.getManifest())) {
            for (JarEntry entry : app.stream().filter(e -> !e.getName().matches("META-INF/.*|WEB-INF/(web.xml|rewrite.config)")).toList()) {
                bare.putNextEntry(new JarEntry(entry.getName()));
                app.getInputStream(entry).transferTo(bare);
            }
            bare.putNextEntry(new JarEntry("WEB-INF/web.xml"));
            bare.write("""
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                      <absolute-ordering/>
                      <servlet><servlet-name>pixel</servlet-name><servlet-class>BareServlet</servlet-class></servlet>
                      <servlet-mapping><servlet-name>pixel</servlet-name><url-pattern>/pixel/*</url-pattern></servlet-mapping>
                    </web-app>
                    """.getBytes(StandardCharsets.UTF_8));
            bare.putNextEntry(new JarEntry("WEB-INF/classes/BareServlet.class"));
            Files.copy(Machine.BUILT.resolve("classes/BareServlet.class"), bare);
        }
        return ServerProcess.launcher(war, scratch.resolve("bare-home"), "", Map.of());
    }

    private static ServerProcess nginx(Path scratch) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        Path configuration = Files.writeString(scratch.resolve("nginx.conf"), """
                daemon off;
                worker_processes auto;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx-error.log;
                events { worker_connections 1024; }
                http {
                  client_body_temp_path %1$s/nginx-body;
                  proxy_temp_path %1$s/nginx-proxy;
                  fastcgi_temp_path %1$s/nginx-fastcgi;
                  uwsgi_temp_path %1$s/nginx-uwsgi;
                  scgi_temp_path %1$s/nginx-scgi;
                  access_log %1$s/nginx-access.log combined buffer=64k flush=1s;
                  keepalive_requests 1000000;
                  server {
                    listen 127.0.0.1:%2$d;
                    location /pixel { empty_gif; }
                  }
                }
                """.formatted(scratch, port));
        return ServerProcess.program(port, "/pixel/x", scratch, "nginx", "-p", scratch.toString(), "-c", configuration.toString());
    }

    private static ServerProcess flask(Path scratch) throws IOException, InterruptedException {
        int port = ServerProcess.freePort();
        Files.write(scratch.resolve("pixel.gif"), GIF);
        Files.writeString(scratch.resolve("small.py"), """
                import logging
                from flask import Flask, request, send_file

                app = Flask(__name__)
                logging.basicConfig(filename="opens.log", level=logging.INFO)


                @app.route("/pixel/<token>")
                def pixel(token):
                    logging.info("%s opened by %s", token, request.headers.get("User-Agent"))
                    return send_file("pixel.gif", mimetype="image/gif")
                """);
        return ServerProcess.program(port, "/pixel/x", scratch, "gunicorn", "-w", "2", "-b", "127.0.0.1:" + port, "small:app");
    }
}
