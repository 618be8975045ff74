package telltale.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import telltale.settings.SmtpServer;

/**
 * The text printed after a successful start.
 *
 * @param signInCode the code by which a browser on this machine signs in once; it is printed to the terminal only
 * @param smtp the configured mail server, or null for the demo mailbox
 */
record Banner(
        String version,
        SiteUrl site,
        String signInCode,
        Path home,
        @Nullable SmtpServer smtp) {
    @Override
    public String toString() {
        return """

                  Telltale %s is running. Ctrl-C stops it.

                    Page   %s
                    Mails  %s
                    Home   %s%s

                  Send a tracked mail%s:

                    curl -H "Authorization: Bearer $(cat %s)" '%s'
                """.formatted(
                        version,
                        site.at("/app/"),
                        mails(),
                        home,
                        signIn(),
                        smtp == null ? " and open it in the mailbox" : " (to your own address)",
                        quoted(home.resolve("key").toString()),
                        site.at("/app/track?to=you@example.com"));
    }

    private String signIn() {
        return site.isLocal()
                ? "\n\n  Sign in to the page with this link; it works once, for ten minutes, in a browser on this machine:"
                        + "\n\n    " + site.at("/app/#sign-in=" + signInCode)
                : "";
    }

    private String mails() {
        return smtp == null
                ? site.at("/mailbox/")
                        + " (a demo mailbox: no mail server is configured, and no mail leaves this machine)"
                : "are sent through " + smtp.host() + ", port " + smtp.port();
    }

    /** Quotes the path for a shell if necessary. */
    private static String quoted(String path) {
        boolean isPlain = path.matches("[\\w./:-]+");
        return isPlain ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
