package telltale.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import telltale.launcher.FreePort;

/**
 * Three brokers of Apache Kafka, each a process, from the jars in {@code target/kafka}. The user {@code telltale} may do everything,
 * {@code guest} nothing. Each broker has two listeners, the second for tests with a proxy in between. A third one with TLS is optional.
 */
public final class KafkaBrokers implements AutoCloseable {
    public static final int COUNT = 3;

    private static final Path JARS = Path.of("target/kafka");
    private static final String CLUSTER = "TelltaleTestCluster-AA";
    private static final String PASSWORD = "correct-horse";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(4);
    private static final String LOGIN =
            "org.apache.kafka.common.security.scram.ScramLoginModule required" + " username=\"%s\" password=\"%s\";";

    private final Path folder;
    private final List<Integer> ports;
    private final List<Integer> controllers;
    private final List<Integer> proxied;
    private final List<Integer> proxies;
    private final Optional<Secured> secured;
    private final List<Integer> securedPorts;
    private final Map<Integer, Process> processes = new HashMap<>();
    private Optional<Admin> admin = Optional.empty();

    private KafkaBrokers(Path folder, Proxy proxy, Optional<Secured> secured) throws IOException {
        this.folder = folder;
        this.secured = secured;
        List<Integer> free = freePorts(4 * COUNT);
        this.securedPorts = free.subList(3 * COUNT, 4 * COUNT);
        this.ports = free.subList(0, COUNT);
        this.controllers = free.subList(COUNT, 2 * COUNT);
        this.proxied = free.subList(2 * COUNT, 3 * COUNT);
        this.proxies = new ArrayList<>();
        for (int port : proxied) {
            proxies.add(proxy.before(port));
        }
    }

    /** Makes proxies. */
    @FunctionalInterface
    public interface Proxy {
        /** The port of a proxy before a port of this machine. */
        int before(int port) throws IOException;
    }

    /**
     * A port with TLS, for logins by SCRAM and OAUTHBEARER.
     *
     * @param keys a key store in the format PKCS #12
     * @param password of the key store and of the key
     * @param issuer the authorization server, whose keys are at {@code /jwks}
     */
    public record Secured(Path keys, String password, String issuer) {}

    /** Starts three brokers, and waits until they are one cluster. */
    public static KafkaBrokers start(Path folder) throws Exception {
        return start(folder, port -> port);
    }

    /** Starts three brokers whose second ports are behind proxies. */
    public static KafkaBrokers start(Path folder, Proxy proxy) throws Exception {
        return start(folder, proxy, Optional.empty());
    }

    /** Starts three brokers, each with a further port. */
    public static KafkaBrokers start(Path folder, Secured secured) throws Exception {
        return start(folder, port -> port, Optional.of(secured));
    }

    private static KafkaBrokers start(Path folder, Proxy proxy, Optional<Secured> secured) throws Exception {
        require(
                Files.isDirectory(JARS),
                "target/kafka has no jars of Kafka: mvn -Pfull pre-integration-test copies them");
        KafkaBrokers brokers = new KafkaBrokers(folder, proxy, secured);
        List<Process> formats = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            Files.writeString(brokers.file(i), brokers.properties(i));
            formats.add(brokers.java(
                    "format-" + i,
                    "kafka.tools.StorageTool",
                    "format",
                    "-t",
                    CLUSTER,
                    "-c",
                    brokers.file(i).toString(),
                    "-S",
                    scram("broker"),
                    "-S",
                    scram("telltale"),
                    "-S",
                    scram("guest")));
        }
        for (Process format : formats) {
            require(
                    format.waitFor(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS) && format.exitValue() == 0,
                    "formatting failed; see " + folder);
        }
        for (int i = 0; i < COUNT; i++) {
            brokers.restart(i);
        }
        brokers.awaitAll();
        return brokers;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException(problem);
        }
    }

    private static String scram(String user) {
        return "SCRAM-SHA-256=[name=" + user + ",password=" + PASSWORD + "]";
    }

    /** Ports that are still free when a broker starts again. */
    private static List<Integer> freePorts(int count) {
        return Stream.generate(FreePort::find).distinct().limit(count).toList();
    }

    private Path file(int broker) {
        return folder.resolve("broker-" + broker + ".properties");
    }

    private String properties(int broker) {
        String voters = IntStream.range(0, COUNT)
                .mapToObj(i -> (i + 1) + "@127.0.0.1:" + controllers.get(i))
                .collect(Collectors.joining(","));
        return String.join(
                "\n",
                "process.roles=broker,controller",
                "node.id=" + (broker + 1),
                "controller.quorum.voters=" + voters,
                "listeners=B://127.0.0.1:" + ports.get(broker) + ",P://127.0.0.1:" + proxied.get(broker)
                        + ",CONTROLLER://127.0.0.1:" + controllers.get(broker) + securedListener(broker),
                "advertised.listeners=B://127.0.0.1:" + ports.get(broker) + ",P://127.0.0.1:" + proxies.get(broker)
                        + securedListener(broker),
                "listener.security.protocol.map=B:SASL_PLAINTEXT,P:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT,S:SASL_SSL",
                secured.map(KafkaBrokers::properties).orElse(""),
                "controller.listener.names=CONTROLLER",
                "inter.broker.listener.name=B",
                "sasl.enabled.mechanisms=SCRAM-SHA-256",
                "sasl.mechanism.inter.broker.protocol=SCRAM-SHA-256",
                "listener.name.b.scram-sha-256.sasl.jaas.config=" + LOGIN.formatted("broker", PASSWORD),
                "listener.name.p.scram-sha-256.sasl.jaas.config=" + LOGIN.formatted("broker", PASSWORD),
                "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users=User:broker;User:telltale;User:ANONYMOUS",
                "log.dirs=" + folder.resolve("data-" + broker),
                "offsets.topic.num.partitions=3",
                "offsets.topic.replication.factor=3",
                "min.insync.replicas=2",
                "num.network.threads=2",
                "num.io.threads=2",
                "log.cleaner.dedupe.buffer.size=10485760",
                "broker.session.timeout.ms=6000",
                "group.initial.rebalance.delay.ms=0",
                "auto.create.topics.enable=false",
                "");
    }

    private String securedListener(int broker) {
        return secured.isEmpty() ? "" : ",S://127.0.0.1:" + securedPorts.get(broker);
    }

    private static String properties(Secured secured) {
        return String.join(
                "\n",
                "listener.name.s.sasl.enabled.mechanisms=SCRAM-SHA-256,OAUTHBEARER",
                "listener.name.s.scram-sha-256.sasl.jaas.config=" + LOGIN.formatted("broker", PASSWORD),
                "listener.name.s.oauthbearer.sasl.jaas.config="
                        + "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;",
                "listener.name.s.oauthbearer.sasl.server.callback.handler.class="
                        + "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler",
                "sasl.oauthbearer.jwks.endpoint.url=" + secured.issuer() + "/jwks",
                "sasl.oauthbearer.expected.issuer=" + secured.issuer(),
                "sasl.oauthbearer.expected.audience=kafka",
                "ssl.keystore.type=PKCS12",
                "ssl.keystore.location=" + secured.keys(),
                "ssl.keystore.password=" + secured.password(),
                "ssl.key.password=" + secured.password());
    }

    private Process java(String name, String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+PerfDisableSharedMem",
                "-Xss256k",
                "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls="
                        + secured.map(with -> with.issuer() + "/jwks").orElse(""),
                "-cp",
                JARS.toAbsolutePath() + "/*",
                main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
    }

    /** Starts a broker that does not run. */
    public void restart(int broker) throws IOException {
        processes.put(
                broker, java("broker-" + broker, "kafka.Kafka", file(broker).toString()));
    }

    /** Waits until all brokers are registered. */
    public void awaitAll() throws Exception {
        long until = System.nanoTime() + START_TIMEOUT.toNanos();
        while (answer(connected().describeCluster().nodes())
                        .map(Collection::size)
                        .orElse(0)
                < COUNT) {
            require(System.nanoTime() < until, "the brokers did not start; see " + folder);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    /** A client of the brokers that may do everything. */
    public Admin admin() {
        return Admin.create(Map.of(
                "bootstrap.servers",
                addresses(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "SCRAM-SHA-256",
                "sasl.jaas.config",
                LOGIN.formatted("telltale", PASSWORD),
                "request.timeout.ms",
                "2000",
                "enable.metrics.push",
                "false"));
    }

    /** Starts brokers that a test has ended, thaws those that it has frozen, and waits until all are registered. */
    public void restoreAll() throws Exception {
        for (int i = 0; i < COUNT; i++) {
            if (process(i).isAlive()) {
                signal(i, "CONT");
            } else {
                restart(i);
            }
        }
        awaitAll();
    }

    /** The broker that leads a partition; empty while there is none, or if none answers. */
    public OptionalInt leader(String topic, int partition) {
        return answer(connected().describeTopics(List.of(topic)).allTopicNames()).stream()
                .map(topics -> Objects.requireNonNull(topics.get(topic))
                        .partitions()
                        .get(partition)
                        .leader())
                .filter(Objects::nonNull)
                .mapToInt(leader -> leader.id() - 1)
                .findFirst();
    }

    private synchronized Admin connected() {
        if (admin.isEmpty()) {
            admin = Optional.of(admin());
        }
        return admin.orElseThrow();
    }

    private static <T> Optional<T> answer(Future<T> asked) {
        try {
            return Optional.of(asked.get(5, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException later) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Host and port of each broker. */
    public String addresses() {
        return joined(ports);
    }

    /** Host and port of each broker, with TLS. */
    public String secured() {
        return joined(securedPorts);
    }

    /** Host and port of the proxy before each broker. */
    public String proxies() {
        return joined(proxies);
    }

    private static String joined(List<Integer> ports) {
        return ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    /** Writes a file for {@code TELLTALE_LOG_CLIENT} with the login of a user. */
    Path clientFile(String user, String password) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "client", ".properties"),
                String.join(
                        "\n",
                        "security.protocol=SASL_PLAINTEXT",
                        "sasl.mechanism=SCRAM-SHA-256",
                        "sasl.jaas.config=" + LOGIN.formatted(user, password),
                        ""));
    }

    /** As {@link #clientFile(String, String)}, with the right password. */
    public Path clientFile(String user) throws IOException {
        return clientFile(user, PASSWORD);
    }

    private Process process(int broker) {
        return Objects.requireNonNull(processes.get(broker));
    }

    /** Ends a broker with SIGKILL. */
    public void kill(int broker) throws InterruptedException {
        process(broker).destroyForcibly().waitFor();
    }

    /** Sends a broker a signal, such as STOP or CONT. */
    public void signal(int broker, String signal) throws Exception {
        Process kill = new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(process(broker).pid()))
                .start();
        require(kill.waitFor() == 0, "no signal was sent");
    }

    /** The processor time that the running brokers have used. */
    public double cpuSeconds() {
        return processes.values().stream()
                .mapToDouble(
                        broker -> broker.info().totalCpuDuration().orElseThrow().toNanos() / 1e9)
                .sum();
    }

    @Override
    public void close() {
        admin.ifPresent(open -> open.close(Duration.ZERO));
        processes.values().forEach(Process::destroyForcibly);
    }
}
