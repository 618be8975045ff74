package telltale.postfix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import telltale.launcher.Folders;
import telltale.smtp.Certificates;

/**
 * A real Postfix with its own configuration, queue and port, which requires STARTTLS and authentication and delivers all mail
 * for {@code example.com} to one maildir. Only root can start its master process.
 */
public final class PostfixServer implements AutoCloseable {
    private static final String USER = "telltale@postfix.test";
    public static final String PASSWORD = "a password of this test";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int port;
    private final Path folder;

    /**
     * Starts the server.
     *
     * @param port a free port
     * @throws IllegalStateException if a Debian package is missing; the message names it
     */
    public PostfixServer(int port) throws Exception {
        this.port = port;
        // In a folder that every user may access, because its processes drop root privileges.
        this.folder = Files.createTempDirectory("postfix-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String name : List.of("queue", "sasl", "mail")) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.createDirectory(folder.resolve("data"));
        Certificates.madeFor("dns:localhost,ip:127.0.0.1", folder).writePem(folder.resolve("server.pem"));
        Files.writeString(folder.resolve("main.cf"), mainConfiguration());
        Files.writeString(folder.resolve("master.cf"), masterConfiguration());
        Files.writeString(folder.resolve("recipients"), "");
        Files.writeString(folder.resolve("routes"), "");
        Files.writeString(folder.resolve("sasl/smtpd.conf"), """
                pwcheck_method: auxprop
                auxprop_plugin: sasldb
                mech_list: PLAIN LOGIN
                sasldb_path: %s/sasldb
                """.formatted(folder));
        login();
        run("postfix", "chown", "postfix", folder.resolve("data").toString());
        run("postfix", "chown", "nobody:nogroup", folder.resolve("mail").toString());
        try {
            run("postfix", "postfix", "-c", folder.toString(), "start");
            awaitPort();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Returns the settings for sending through this server. */
    public Map<String, String> settings() {
        return Map.of(
                "EMAIL_HOST",
                "127.0.0.1",
                "EMAIL_PORT",
                Integer.toString(port),
                "EMAIL_USER",
                USER,
                "EMAIL_PASS",
                PASSWORD,
                "EMAIL_FROM",
                "shop@example.com");
    }

    /** Returns JVM options to trust the server's certificate. */
    public List<String> trusting() {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + folder.resolve("server.p12"),
                "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
    }

    /**
     * Sets the replies to recipients by patterns.
     *
     * @param table lines of {@code /pattern/ action}, see access(5) and regexp_table(5)
     */
    public void answer(String table) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("recipients"), table);
        run("postfix", "postfix", "-c", folder.toString(), "reload");
    }

    /** Passes mail for a domain on to the server at a port of this machine, without TLS. */
    public void route(String domain, int port) throws IOException, InterruptedException {
        String pattern = "/@" + domain.replace(".", "\\.") + "$/";
        Files.writeString(folder.resolve("routes"), pattern + " smtp:[127.0.0.1]:" + port + "\n");
        run("postfix", "postfix", "-c", folder.toString(), "reload");
    }

    /** Passes mail for a domain on to the server at a port of this machine, with a login. */
    public void routeWithLogin(String domain, int port, String user, String password)
            throws IOException, InterruptedException {
        run(
                "postfix",
                "postconf",
                "-c",
                folder.toString(),
                "smtp_sasl_auth_enable=yes",
                "smtp_sasl_security_options=noanonymous",
                "smtp_sasl_password_maps=static:" + user + ":" + password);
        route(domain, port);
    }

    /** Returns the files of all delivered mails. */
    public List<Path> delivered() throws IOException {
        Path inbox = folder.resolve("mail/inbox/new");
        if (!Files.exists(inbox)) {
            return List.of();
        }
        try (Stream<Path> mails = Files.list(inbox)) {
            return mails.toList();
        }
    }

    /** Waits until a number of mails is delivered, or the timeout has passed. */
    public List<Path> awaitDelivered(int count) throws IOException {
        return awaitDelivered("", count);
    }

    /** Waits until a number of mails with this line is delivered, or the timeout has passed. */
    public List<Path> awaitDelivered(String line, int count) throws IOException {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        List<Path> mails = delivered(line);
        while (mails.size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            mails = delivered(line);
        }
        return mails;
    }

    private List<Path> delivered(String line) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path mail : delivered()) {
            if (line.isEmpty()
                    || Files.readString(mail, StandardCharsets.ISO_8859_1).contains("\n" + line + "\n")) {
                found.add(mail);
            }
        }
        return found;
    }

    /** Returns the log of the server. */
    public String log() {
        Path log = folder.resolve("log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        Process stop = new ProcessBuilder("postfix", "-c", folder.toString(), "stop")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        stop.onExit().join();
        Folders.delete(folder);
    }

    private String mainConfiguration() {
        return """
                compatibility_level = 3.6
                myhostname = postfix.test
                mydestination =
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                maillog_file = %1$s/log
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                smtp_dns_support_level = disabled
                smtpd_peername_lookup = no
                local_transport = error:no local mail
                smtputf8_enable = yes
                transport_maps = regexp:%1$s/routes
                virtual_mailbox_domains = example.com
                virtual_mailbox_base = %1$s/mail
                virtual_mailbox_maps = static:inbox/
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                virtual_minimum_uid = 1
                virtual_mailbox_limit = 0
                message_size_limit = 104857600
                smtpd_tls_chain_files = %1$s/server.pem
                smtpd_tls_security_level = encrypt
                smtpd_tls_auth_only = yes
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_path = smtpd
                smtpd_sasl_local_domain = postfix.test
                cyrus_sasl_config_path = %1$s/sasl
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                smtpd_recipient_restrictions = check_recipient_access regexp:%1$s/recipients
                smtpd_client_connection_count_limit = 0
                smtpd_error_sleep_time = 0
                """.formatted(folder);
    }

    private String masterConfiguration() {
        return """
                127.0.0.1:%d inet n - n - - smtpd
                pickup    unix n - n 60 1 pickup
                cleanup   unix n - n -  0 cleanup
                qmgr      unix n - n 300 1 qmgr
                tlsmgr    unix - - n 1000? 1 tlsmgr
                rewrite   unix - - n - - trivial-rewrite
                bounce    unix - - n - 0 bounce
                defer     unix - - n - 0 bounce
                trace     unix - - n - 0 bounce
                error     unix - - n - - error
                retry     unix - - n - - error
                discard   unix - - n - - discard
                smtp      unix - - n - - smtp
                virtual   unix - n n - - virtual
                anvil     unix - - n - 1 anvil
                proxymap  unix - - n - - proxymap
                postlog   unix-dgram n - n - 1 postlogd
                """.formatted(port);
    }

    private void login() throws IOException, InterruptedException {
        String file = folder.resolve("sasldb").toString();
        Process process = start(
                "sasl2-bin",
                "saslpasswd2",
                "-p",
                "-c",
                "-f",
                file,
                "-u",
                "postfix.test",
                USER.substring(0, USER.indexOf('@')));
        process.getOutputStream().write(PASSWORD.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        await(process, "saslpasswd2");
        run("postfix", "chown", "postfix", file);
    }

    private static void run(String debianPackage, String... command) throws IOException, InterruptedException {
        await(start(debianPackage, command), String.join(" ", command));
    }

    private static Process start(String debianPackage, String... command) {
        try {
            // Its background processes must not keep the pipe open.
            Path output = Files.createTempFile("postfix-", ".out");
            output.toFile().deleteOnExit();
            return new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            throw new UncheckedIOException(
                    command[0] + " is missing. Remedy: apt-get install " + debianPackage, missing);
        }
    }

    private static void await(Process process, String command) throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException(command + " failed; it has to be run by root");
        }
    }

    private void awaitPort() {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!connects()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Postfix does not listen: " + log());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean connects() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }
}
