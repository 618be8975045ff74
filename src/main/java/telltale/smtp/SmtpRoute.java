package telltale.smtp;

import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import telltale.model.Mailbox;
import telltale.oauth.AccessTokens;
import telltale.oauth.TokenUnavailableException;
import telltale.settings.EhloName;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

/** The validated parameters of the connection to one mail server: host, port, transport security and login. */
public final class SmtpRoute {
    /**
     * Properties that the conversation depends on, set regardless of a container's session: one recipient, one reply for
     * each step, no BDAT and no 8BITMIME.
     */
    private static final Map<String, String> REQUIRED_PROPERTIES = Map.of(
            "ehlo", "true",
            "quitwait", "false",
            "reportsuccess", "false",
            "sendpartial", "false",
            "allow8bitmime", "false",
            "chunksize", "-1",
            "socketFactory.fallback", "false");

    private static final Set<String> CUSTOM_CONNECTION_PROPERTIES =
            Set.of("socketFactory", "socketFactory.class", "socks.host", "proxy.host");

    private final Properties properties;
    private final String protocol;
    private final String host;
    private final int port;
    private final @Nullable Login login;
    private final @Nullable AccessTokens tokens;
    private final @Nullable Mailbox defaultFrom;
    private @Nullable Session session;

    private SmtpRoute(
            Properties properties,
            String protocol,
            String host,
            int port,
            @Nullable Login login,
            @Nullable AccessTokens tokens,
            @Nullable Mailbox defaultFrom) {
        this.protocol = protocol;
        this.host = host;
        this.port = port;
        this.login = login;
        this.tokens = tokens;
        this.defaultFrom = defaultFrom;
        REQUIRED_PROPERTIES.forEach((key, value) -> properties.put("mail." + protocol + "." + key, value));
        properties.put("mail." + protocol + ".auth", String.valueOf(login != null && tokens == null));
        properties.put("mail.mime.allowutf8", "false");
        // Debug output would contain complete addresses.
        properties.put("mail.debug", "false");
        this.properties = properties;
    }

    /** The route to the server from the settings. */
    public static SmtpRoute to(SmtpServer server, SmtpTimeouts timeouts) {
        return to(server, null, timeouts);
    }

    /**
     * The route to the server from the settings.
     *
     * @param tokens the access tokens of a login that needs them, else null
     */
    public static SmtpRoute to(SmtpServer server, @Nullable AccessTokens tokens, SmtpTimeouts timeouts) {
        Properties properties = new Properties();
        if (server.tls() == Tls.STARTTLS) {
            properties.put("mail.smtp.starttls.enable", "true");
            properties.put("mail.smtp.starttls.required", "true");
        }
        properties.put("mail.smtp.ssl.enable", String.valueOf(server.tls() == Tls.TLS));
        setDefaults(properties, "smtp", timeouts);
        return new SmtpRoute(properties, "smtp", server.host(), server.port(), server.login(), tokens, null);
    }

    /**
     * The route from a container's mail session. The session itself is not changed: a copy gets timeouts, required STARTTLS
     * and the check of the server's name where these are not set.
     *
     * @param allowClear whether a connection without TLS is allowed ({@code EMAIL_TLS=none})
     * @throws IllegalArgumentException if the session has no host, or would send a password in clear text without
     *     permission
     */
    public static SmtpRoute of(Session container, boolean allowClear) {
        Properties properties = copy(container.getProperties());
        String protocol = text(properties, "mail.transport.protocol", "smtp").toLowerCase(Locale.ROOT);
        if (!protocol.equals("smtp") && !protocol.equals("smtps")) {
            throw new IllegalArgumentException(
                    "mail.transport.protocol of the container's mail session must be smtp or smtps, but is "
                            + protocol);
        }
        String prefix = "mail." + protocol + ".";
        String host = text(properties, prefix + "host", text(properties, "mail.host", ""));
        if (host.isEmpty()) {
            throw new IllegalArgumentException("the container's mail session does not set " + prefix + "host");
        }
        boolean tls = usesImplicitTls(properties, protocol);
        int port = port(properties, prefix + "port", tls ? 465 : 25);
        Login login = login(container, properties, protocol, port);
        if (!allowClear) {
            properties.putIfAbsent(prefix + "starttls.enable", "true");
            properties.putIfAbsent(prefix + "starttls.required", properties.get(prefix + "starttls.enable"));
            if (login != null && !tls && !isTrue(properties, prefix + "starttls.required")) {
                throw new IllegalArgumentException("the container's mail session would send its password in clear text:"
                        + " neither " + prefix + "starttls.required nor " + prefix + "ssl.enable is true."
                        + " Set one of them, or EMAIL_TLS=none if the server is on this machine");
            }
        }
        checkEhloName(properties, prefix + "localhost");
        setDefaults(properties, protocol, SmtpTimeouts.DEFAULT);
        return new SmtpRoute(properties, protocol, host, port, login, null, defaultFrom(properties, prefix));
    }

    /** Sets the name in EHLO instead of the one in a container's mail session or that of this machine. */
    public void identifyAs(String ehloName) {
        properties.put(ehloProperty(), EhloName.parse(ehloName));
    }

    /** The name in EHLO that is set explicitly, or null if it depends on the machine and the connection. */
    @Nullable
    String ehloName() {
        String name = text(properties, ehloProperty(), "");
        return name.isEmpty() ? null : name;
    }

    private String ehloProperty() {
        return "mail." + protocol + ".localhost";
    }

    /** The From address of a container's mail session (mail.from, else mail.smtp.from), or null. */
    public @Nullable Mailbox defaultFrom() {
        return defaultFrom;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    /** Whether the login has no password, so that it needs an access token. */
    public boolean needsAccessToken() {
        return login != null && login.password() == null;
    }

    /**
     * What a new connection logs in with, or null.
     *
     * @throws TokenUnavailableException if there is no access token
     */
    @Nullable
    SmtpCredentials credentials() throws TokenUnavailableException {
        if (login == null) {
            return null;
        }
        Secret password = tokens == null ? login.password() : null;
        return password == null
                ? new SmtpCredentials(
                        login.user(), Objects.requireNonNull(tokens).get(), true)
                : new SmtpCredentials(login.user(), password, false);
    }

    /** Whether another access token is to be had in place of one that was refused. */
    boolean replaceToken(@Nullable SmtpCredentials refused) {
        return tokens != null && refused != null && tokens.replace(refused.secret());
    }

    /** The mail session, which is created for the first message: its providers take long to load. */
    synchronized Session session() {
        if (session == null) {
            session = ContextLoader.call(() -> Session.getInstance(properties));
        }
        return session;
    }

    String protocol() {
        return protocol;
    }

    /**
     * Makes the session use {@link SmtpSocket}, unless it sets another socket factory or a proxy.
     *
     * @param writeTimeouts ends stalled writes, instead of one timer for each connection
     */
    void useBufferedSockets(ScheduledExecutorService writeTimeouts) {
        String prefix = "mail." + protocol + ".";
        properties.put(prefix + "executor.writetimeout", writeTimeouts);
        boolean isDefault =
                CUSTOM_CONNECTION_PROPERTIES.stream().noneMatch(key -> properties.containsKey(prefix + key));
        String writeTimeout = text(properties, prefix + "writetimeout", "");
        if (isDefault && writeTimeout.matches("[1-9][0-9]{0,8}")) {
            properties.remove(prefix + "writetimeout");
            properties.put(
                    prefix + "socketFactory",
                    new SmtpSocketFactory(writeTimeouts, Duration.ofMillis(Long.parseLong(writeTimeout))));
        }
    }

    /**
     * Makes the session use these sockets for TLS, unless it sets others, and no timer for writes, which would have a thread
     * for each connection.
     */
    void useForOneConnection(SSLSocketFactory sockets) {
        String prefix = "mail." + protocol + ".";
        properties.remove(prefix + "writetimeout");
        properties.putIfAbsent(prefix + "ssl.socketFactory", sockets);
    }

    /** Host and port, for messages and logs. */
    @Override
    public String toString() {
        return host + ":" + port;
    }

    /** Copies both the defaults of the properties and values that are not strings, since containers use either. */
    private static Properties copy(Properties original) {
        Properties copy = new Properties();
        original.stringPropertyNames().forEach(name -> copy.put(name, original.getProperty(name)));
        copy.putAll(original);
        return copy;
    }

    private static void setDefaults(Properties properties, String protocol, SmtpTimeouts timeouts) {
        String prefix = "mail." + protocol + ".";
        properties.putIfAbsent(
                prefix + "connectiontimeout", String.valueOf(timeouts.connect().toMillis()));
        properties.putIfAbsent(
                prefix + "timeout", String.valueOf(timeouts.read().toMillis()));
        properties.putIfAbsent(
                prefix + "writetimeout", String.valueOf(timeouts.write().toMillis()));
        properties.putIfAbsent(prefix + "ssl.checkserveridentity", "true");
    }

    private static boolean usesImplicitTls(Properties properties, String protocol) {
        String prefix = "mail." + protocol + ".";
        return protocol.equals("smtps")
                || isTrue(properties, prefix + "ssl.enable")
                || text(properties, prefix + "socketFactory.class", "").endsWith("SSLSocketFactory")
                || properties.get(prefix + "socketFactory") instanceof SSLSocketFactory;
    }

    private static @Nullable Login login(Session container, Properties properties, String protocol, int port) {
        String prefix = "mail." + protocol + ".";
        String user = text(properties, prefix + "user", text(properties, "mail.user", ""));
        PasswordAuthentication authentication =
                container.requestPasswordAuthentication(null, port, protocol, null, user.isEmpty() ? null : user);
        if (authentication != null && authentication.getUserName() != null && authentication.getPassword() != null) {
            return new Login(authentication.getUserName(), new Secret(authentication.getPassword()));
        }
        String password = text(properties, prefix + "password", text(properties, "mail.password", ""));
        if (!user.isEmpty() && !password.isEmpty()) {
            return new Login(user, new Secret(password));
        }
        if (isTrue(properties, prefix + "auth")) {
            throw new IllegalArgumentException("the container's mail session requires authentication (" + prefix
                    + "auth=true), but has no user and password: set " + prefix + "user and " + prefix + "password");
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
                    key + " of the container's mail session is not an email address: " + bad.getMessage(), bad);
        }
    }

    private static int port(Properties properties, String key, int defaultPort) {
        String text = text(properties, key, String.valueOf(defaultPort));
        try {
            int port = Integer.parseInt(text);
            if (port > 0 && port < 65536) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // reported below
        }
        throw new IllegalArgumentException(
                key + " of the container's mail session must be a port from 1 to 65535, but is " + text);
    }

    private static void checkEhloName(Properties properties, String key) {
        String name = text(properties, key, "");
        try {
            var unused = name.isEmpty() ? name : EhloName.parse(name);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException(
                    key + " of the container's mail session is \"" + name + "\": " + bad.getMessage(), bad);
        }
    }

    private static boolean isTrue(Properties properties, String key) {
        return text(properties, key, "").equalsIgnoreCase("true");
    }

    private static String text(Properties properties, String key, String defaultValue) {
        Object value = properties.get(key);
        return value == null ? defaultValue : value.toString().strip();
    }
}
