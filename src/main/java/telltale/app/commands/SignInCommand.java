package telltale.app.commands;

import jakarta.json.JsonObject;
import jakarta.json.spi.JsonProvider;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import telltale.model.DurationText;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.sessions.SignInLinkIssuer;
import telltale.sessions.SignInLinks;
import telltale.settings.DashboardUrl;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.token.SignedSecrets;

/** The command {@code sign-in}: prints a link that signs a browser in once. The launcher loads it by name. */
public final class SignInCommand {
    private static final String HELP = """
        sign-in [--role send|read|analyst|operator|admin] [--valid TIME]
                  print a link that signs a browser in once, by default as admin and within 10 minutes

        TIME is like 10m or 2h, from 1m to 24h. The link begins with TELLTALE_URL, or with this machine's address if that
        is not set. With or without a running server. Exits with 0 if it was done, 64 with wrong arguments, 65 if a value
        is refused, 69 if the server or the database cannot be reached now, 78 if a setting is wrong.""";

    private SignInCommand() {}

    /**
     * Creates a link in the database, or in the running server if there is one.
     *
     * @param defaults settings with the lowest precedence
     * @param envFile the {@code .env} file, which need not exist
     * @return the exit status: 0, 64, 65, 69 or 78 as the help states
     */
    public static int run(
            Map<String, String> defaults, Path envFile, List<String> arguments, PrintStream out, PrintStream err) {
        return Sysexits.run("sign-in", HELP, arguments, out, err, () -> {
            Arguments parsed = Arguments.parse(arguments);
            Settings settings = Settings.load(Sources.standard(envFile, defaults));
            SignInLinkIssuer.SignInLink link = CommandStore.askWithHome(
                    settings,
                    home -> {
                        SignInLinks links = new SignInLinks(
                                home.store().sessions(),
                                SignedSecrets.ofSignInCodes(home.signingKeys()),
                                Clock.systemUTC(),
                                new SecureRandom());
                        return home.audited(
                                "POST /api/v1/sign-in-links",
                                parsed.role.wireName(),
                                () -> links.issue(parsed.role, parsed.validity),
                                issued -> 201);
                    },
                    server -> new ServerLinks(server).issue(parsed.role, parsed.validity));
            out.println(address(settings, err).at(SignInLinks.FRAGMENT + link.code()));
            err.println("The link works once, until " + link.expiresAt() + ".");
            return Sysexits.OK;
        });
    }

    private static DashboardUrl address(Settings settings, PrintStream err) {
        DashboardUrl url = settings.url();
        if (url != null) {
            return url;
        }
        err.println("TELLTALE_URL is not set, so this link is for a browser on this machine.");
        return DashboardUrl.parse("http://localhost:" + settings.port() + "/app");
    }

    /** The arguments of the command. */
    private record Arguments(Role role, Duration validity) {
        static Arguments parse(List<String> arguments) {
            Role role = Role.ADMIN;
            Duration validity = Duration.ofMinutes(10);
            for (int i = 0; i < arguments.size(); i += 2) {
                String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
                try {
                    switch (arguments.get(i)) {
                        case "--role" -> role = WireConstant.of(Role.class, value);
                        case "--valid" -> validity = DurationText.parse(value);
                        default ->
                            throw new Sysexits.UsageException("The argument " + arguments.get(i) + " is unknown.");
                    }
                } catch (IllegalArgumentException invalid) {
                    throw new Sysexits.UsageException(arguments.get(i) + " is wrong: " + invalid.getMessage() + ".");
                }
            }
            return new Arguments(role, validity);
        }
    }

    /** Creates links in the running server. */
    private record ServerLinks(RunningServer server) implements SignInLinkIssuer {
        @Override
        public SignInLink issue(Role role, Duration validity) {
            JsonObject body = JsonProvider.provider()
                    .createObjectBuilder()
                    .add("role", role.wireName())
                    .add("valid", validity.toMinutes() + "m")
                    .build();
            return server.change(
                            "POST",
                            "api/v1/sign-in-links",
                            body,
                            link -> new SignInLink(link.getString("code"), Instant.parse(link.getString("expiresAt"))))
                    .orElseThrow();
        }
    }
}
