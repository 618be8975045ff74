package telltale.smtp;

import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import telltale.model.Mailbox;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/** The way to one mail server, checked: where it is, how the connection is secured, what it knows us by. */
public final class SmtpRoute {
    /**
     * What a conversation relies on, whatever a container's session says: one recipient and one reply a step, and no debug
     * output, whose lines would hold whole addresses.
     */
    private static final Map<String, String> FIXED = Map.of(
            "ehlo", "true",
            "quitwait", "false",
            "reportsuccess", "false",
            "sendpartial", "false",
            "allow8bitmime", "false",
            "chunksize", "-1",
            "socketFactory.fallback", "false");

    private static final Set<String> OTHER_WAYS =
            Set.of("socketFactory", "socketFactory.class", "socks.host", "proxy.host");

    private final Session session;
    private final String protocol;
    private final String host;
    private final int port;
    private final @Nullable Login login;
    private final @Nullable Mailbox defaultFrom;

    private SmtpRoute(
            Properties properties,
            String protocol,
            String host,
            int port,
            @Nullable Login login,
            @Nullable Mailbox defaultFrom) {
        this.protocol = protocol;
        this.host = host;
        this.port = port;
        this.login = login;
        this.defaultFrom = defaultFrom;
        FIXED.forEach((key, value) -> properties.put("mail." + protocol + "." + key, value));
        properties.put("mail." + protocol + ".auth", String.valueOf(login != null));
        properties.put("mail.mime.allowutf8", "false");
        properties.put("mail.debug", "false");
        this.session = ContextLoader.call(() -> Session.getInstance(properties));
    }

    /** The way that the settings name. */
    public static SmtpRoute to(SmtpServer server, SmtpTimeouts timeouts) {
        Properties properties = new Properties();
        if (server.tls() == Tls.STARTTLS) {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        properties.put("mail.smtp.ssl.enable", String.valueOf(server.tls() == Tls.TLS));
        fillIn(properties, "smtp", timeouts);
        return new SmtpRoute(properties, "smtp", server.host(), server.port(), server.login(), null);
    }

    /**
     * The way that a container's mail session names. The session itself stays as it is: its copy gets what it lacks of
     * timeouts, required STARTTLS and the check of the server's name.
     *
     * @param allowClear whether the owner wants a connection without TLS ({@code EMAIL_TLS=none})
     * @throws IllegalArgumentException if it names no host, or would send a password in clear and nobody allowed that
     */
    public static SmtpRoute of(Session container, boolean allowClear) {
        Properties properties = copy(container.getProperties());
        String protocol = text(properties, "mail.transport.protocol", "smtp").toLowerCase(Locale.ROOT);
        if (!protocol.equals("smtp") && !protocol.equals("smtps")) {
            throw new IllegalArgumentException(
                    "mail.transport.protocol of the container's mail session is smtp or smtps, but it is " + protocol);
        }
        String prefix = "mail." + protocol + ".";
        String host = text(properties, prefix + "host", text(properties, "mail.host", ""));
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the container's mail session names no " + prefix + "host");
        }
        boolean tls = startsWithTls(properties, protocol);
        int port = port(properties, prefix + "port", tls ? 465 : 25);
        Login login = login(container, properties, protocol, port);
        if (!allowClear) {
            properties.putIfAbsent(prefix + "starttls.enable", "true");
            properties.putIfAbsent(prefix + "starttls.required", properties.get(prefix + "starttls.enable"));
            if (login != null && !tls && !isTrue(properties, prefix + "starttls.required")) {
                throw new IllegalArgumentException("the container's mail session would send its password in clear: "
                        + prefix + "starttls.required is not true and " + prefix + "ssl.enable is not either."
                        + " Set one of them, or EMAIL_TLS=none if the server is on this machine");
            }
        }
        fillIn(properties, protocol, SmtpTimeouts.DEFAULT);
        return new SmtpRoute(properties, protocol, host, port, login, defaultFrom(properties, prefix));
    }

    /** The author that a container's mail session names (mail.from, else mail.smtp.from), or null. */
    public @Nullable Mailbox defaultFrom() {
        return defaultFrom;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    @Nullable
    Login login() {
        return login;
    }

    Session session() {
        return session;
    }

    String protocol() {
        return protocol;
    }

    /**
     * Connects by our own sockets, unless the session names others or a proxy.
     *
     * @param alarms end writes that take too long, in place of a timer for each connection
     */
    void connectBy(ScheduledExecutorService alarms) {
        Properties properties = session.getProperties();
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "executor.writetimeout", alarms);
        boolean isFree = OTHER_WAYS.stream().noneMatch(key -> properties.containsKey(prefix + key));
        String patience = text(properties, prefix + "writetimeout", "");
        if (isFree && patience.matches("[1-9][0-9]{0,8}")) {
            properties.remove(prefix + "writetimeout");
            properties.put(
                    prefix + "socketFactory",
                    new SmtpSocketFactory(alarms, Duration.ofMillis(Long.parseLong(patience))));
        }
    }

    /** Where it leads, for sentences and logs. */
    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** Defaults of Properties and objects beside strings are both in use: a copy has to hold either. */
    private static Properties copy(Properties original) {
        Properties copy = new Properties();
        original.stringPropertyNames().forEach(name -> copy.put(name, original.getProperty(name)));
        copy.putAll(original);
        return copy;
    }

    private static void fillIn(Properties properties, String protocol, SmtpTimeouts timeouts) {
        String prefix = "mail." + protocol + ".";
        properties.putIfAbsent(
                prefix + "connectiontimeout", String.valueOf(timeouts.connect().toMillis()));
        properties.putIfAbsent(
                prefix + "timeout", String.valueOf(timeouts.read().toMillis()));
        properties.putIfAbsent(
                prefix + "writetimeout", String.valueOf(timeouts.write().toMillis()));
        properties.putIfAbsent(prefix + "ssl.checkserveridentity", "true");
    }

    private static boolean startsWithTls(Properties properties, String protocol) {
        String prefix = "mail." + protocol + ".";
        return protocol.equals("smtps")
                || isTrue(properties, prefix + "ssl.enable")
                || text(properties, prefix + "socketFactory.class", "").endsWith("SSLSocketFactory")
                || properties.get(prefix + "socketFactory") instanceof SSLSocketFactory;
    }

    private static @Nullable Login login(Session container, Properties properties, String protocol, int port) {
        String prefix = "mail." + protocol + ".";
        String user = text(properties, prefix + "user", text(properties, "mail.user", ""));
        PasswordAuthentication asked =
                container.requestPasswordAuthentication(null, port, protocol, null, user.isEmpty() ? null : user);
        if (asked != null && asked.getUserName() != null && asked.getPassword() != null) {
            return new Login(asked.getUserName(), new Secret(asked.getPassword()));
        }
        String password = text(properties, prefix + "password", text(properties, "mail.password", ""));
        if (!user.isEmpty() && !password.isEmpty()) {
            return new Login(user, new Secret(password));
        }
        if (isTrue(properties, prefix + "auth")) {
            throw new IllegalArgumentException("the container's mail session asks for a login (" + prefix
                    + "auth=true), but gives no user and password: set " + prefix + "user and " + prefix + "password");
        }
        return null;
    }

    private static @Nullable Mailbox defaultFrom(Properties properties, String prefix) {
        return Stream.of("mail.from", prefix + "from")
                .filter(key -> !text(properties, key, "").isEmpty())
                .findFirst()
                .map(key -> mailbox(key, text(properties, key, "")))
                .orElse(null);
    }

    private static Mailbox mailbox(String key, String text) {
        try {
            return Mailbox.parse(text);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    key + " of the container's mail session is no mail address: " + bad.getMessage(), bad);
        }
    }

    private static int port(Properties properties, String key, int usual) {
        String text = text(properties, key, String.valueOf(usual));
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // said below
        }
        throw new IllegalArgumentException(
                key + " of the container's mail session is a port from 1 to 65535, but it is " + text);
    }

    private static boolean isTrue(Properties properties, String key) {
        return text(properties, key, "").equalsIgnoreCase("true");
    }

    private static String text(Properties properties, String key, String otherwise) {
        Object value = properties.get(key);
        return value == null ? otherwise : value.toString().strip();
    }
}
