package telltale.settings;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;
import telltale.model.ServerScope;
import telltale.settings.SmtpServer.Tls;

/**
 * The value of a setting that describes a mail server, such as {@code relay smtp://user@relay.example.com weight=2
 * senders=example.com,example.org}.
 *
 * @param name how it is called in reports and logs
 * @param address null for the server of {@code EMAIL_HOST}, whose weight and scope it sets
 * @param options the values of its options by name
 */
record ServerLine(String name, @Nullable Address address, Map<String, String> options) {
    /** The name of the server of {@code EMAIL_HOST}. */
    static final String MAIN = "main";

    private static final Pattern LINE = Pattern.compile("(\\S+)(?:\\s+([a-z]+:\\S*))?((?:\\s+[a-z-]+=.*)?)");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");
    private static final Pattern OPTION = Pattern.compile("\\s+([a-z-]+)=((?:(?!\\s+[a-z-]+=).)*)");
    private static final Pattern SESSION = Pattern.compile("jndi:(mail/[A-Za-z0-9][A-Za-z0-9_.-]{0,60})");
    private static final Set<String> SCOPE = Set.of("weight", "senders", "campaigns");
    private static final Set<String> LIMITS = Set.of("connections", "per-second", "per-day");
    private static final String TLS = "tls";
    private static final int MAX_WEIGHT = 100;
    private static final String HIDDEN = "****";

    /**
     * Where a server is reached: by the JNDI name of a container's mail session, or at a host.
     *
     * @param user null for a server that requires no login, and for a session
     */
    record Address(
            @Nullable String session,
            String host,
            int port,
            Tls tls,
            @Nullable String user) {}

    ServerLine {
        options = Map.copyOf(options);
    }

    /**
     * Parses a line.
     *
     * @param passwordSetting where the password of its user belongs
     * @throws IllegalArgumentException with the reason, which never contains the value
     */
    static ServerLine parse(String text, String passwordSetting) {
        Matcher line = LINE.matcher(text);
        if (!line.matches()) {
            throw new IllegalArgumentException("it is no name and URL, followed by options such as weight=2");
        }
        String name = line.group(1);
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "its name is not 1 to 32 small letters, digits and hyphens; the name comes before the URL");
        }
        Map<String, String> options = options(line.group(3));
        if (line.group(2) == null) {
            checkMain(name, options);
            return new ServerLine(name, null, options);
        }
        if (name.equals(MAIN)) {
            throw new IllegalArgumentException("main is the server of EMAIL_HOST, so it has no URL here");
        }
        ServerLine parsed = new ServerLine(name, address(line.group(2), options, passwordSetting), options);
        parsed.checkOptions();
        return parsed;
    }

    private static void checkMain(String name, Map<String, String> options) {
        if (!name.equals(MAIN)) {
            throw new IllegalArgumentException("it has no URL; only main, which is the server of EMAIL_HOST, has none");
        }
        if (!SCOPE.containsAll(options.keySet())) {
            throw new IllegalArgumentException(
                    "main has the options weight, senders and campaigns alone; its limits are"
                            + " EMAIL_CONNECTIONS, EMAIL_PER_SECOND and EMAIL_PER_DAY");
        }
        if (options.isEmpty()) {
            throw new IllegalArgumentException("it changes nothing about main, the server of EMAIL_HOST");
        }
        new ServerLine(name, null, options).checkOptions();
    }

    private void checkOptions() {
        var unused = List.of(weight(), scope(), number("connections", 1, 1, 500), perSecond(), perDay(0));
    }

    private static Map<String, String> options(String text) {
        Map<String, String> options = new TreeMap<>();
        Matcher option = OPTION.matcher(text);
        while (option.find()) {
            String key = option.group(1);
            if (!isOption(key)) {
                throw new IllegalArgumentException(
                        "it has an unknown option; the options are weight, senders, campaigns,"
                                + " connections, per-second, per-day and tls");
            }
            if (options.put(key, option.group(2).strip()) != null) {
                throw new IllegalArgumentException("it has the option " + key + " twice");
            }
        }
        return options;
    }

    private static boolean isOption(String key) {
        return SCOPE.contains(key) || LIMITS.contains(key) || key.equals(TLS);
    }

    private static Address address(String text, Map<String, String> options, String passwordSetting) {
        Matcher session = SESSION.matcher(text);
        boolean isSession = session.matches();
        if (isSession || text.startsWith("jndi:")) {
            if (!isSession) {
                throw new IllegalArgumentException("its JNDI name is not one such as mail/Relay");
            }
            if (options.containsKey(TLS)) {
                throw new IllegalArgumentException(
                        "the container's mail session decides about TLS, not the option tls");
            }
            return new Address(session.group(1), "", 0, Tls.STARTTLS, null);
        }
        URI url = ServiceUrl.parse(text);
        boolean isTls = "smtps".equalsIgnoreCase(url.getScheme());
        if (!isTls && !"smtp".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("its URL does not begin with smtp://, smtps:// or jndi:mail/");
        }
        String host = ServiceUrl.host(url);
        int port = ServiceUrl.port(url, isTls ? 465 : 587);
        ServiceUrl.rejectQuery(url);
        if (url.getPath() != null && url.getPath().length() > 1) {
            throw new IllegalArgumentException("its URL has a path");
        }
        String user = ServiceUrl.user(url, passwordSetting);
        return new Address(null, host, port, tls(isTls, host, options.get(TLS)), user);
    }

    private static Tls tls(boolean isTls, String host, @Nullable String option) {
        if (option == null) {
            return isTls ? Tls.TLS : ServiceUrl.tlsOf(host);
        }
        if (isTls || !option.equals("none")) {
            throw new IllegalArgumentException("tls is none or absent, and none is for smtp:// alone");
        }
        return Tls.NONE;
    }

    /** Its share of the mail that several servers send; 1 by default. */
    int weight() {
        return number("weight", 1, 1, MAX_WEIGHT);
    }

    int connections(int byDefault) {
        return number("connections", byDefault, 1, 500);
    }

    int perSecond() {
        return number("per-second", 0, 0, 100_000);
    }

    int perDay(int byDefault) {
        return number("per-day", byDefault, 0, 100_000_000);
    }

    private int number(String option, int byDefault, int min, int max) {
        String text = options.get(option);
        if (text == null) {
            return byDefault;
        }
        try {
            return Parsers.between(min, max).apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(option + " is not a number from " + min + " to " + max, wrong);
        }
    }

    /** The mails that it sends. */
    ServerScope scope() {
        return new ServerScope(list("senders", ServerLine::domain), list("campaigns", Function.identity()));
    }

    private List<String> list(String option, Function<String, String> parser) {
        String text = options.get(option);
        if (text == null) {
            return List.of();
        }
        List<String> values =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (values.contains("")) {
            throw new IllegalArgumentException(option + " has an empty entry");
        }
        return values.stream().map(parser).distinct().toList();
    }

    private static String domain(String text) {
        try {
            return EmailAddress.parse("postmaster@" + text).asciiDomain();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("senders has other than domains, such as example.com", wrong);
        }
    }

    /** A value without what may be a secret: all before its last {@code @} but the scheme, and unknown options. */
    static String mask(String value) {
        int at = value.lastIndexOf('@');
        int scheme = value.indexOf("://");
        String shown = value;
        if (at >= 0) {
            shown = (scheme >= 0 && scheme < at ? value.substring(0, scheme + 3) : "") + HIDDEN + value.substring(at);
        }
        List<String> words = new ArrayList<>(List.of(shown.split("\\s+", -1)));
        for (int i = 2; i < words.size(); i++) {
            String key = words.get(i).split("=", 2)[0].toLowerCase(Locale.ROOT);
            words.set(i, isOption(key) && words.get(i).contains("=") ? words.get(i) : HIDDEN);
        }
        return String.join(" ", words);
    }
}
