package telltale.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import telltale.settings.SmtpServer;

/**
 * The lines that the launcher prints once Telltale is running.
 *
 * @param signInCode the code by which a browser on this machine signs in once; it goes to the terminal and to no log
 * @param smtp where the settings send mail, null for the demo mailbox
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
                        smtp == null ? " and open it in the mailbox" : " (to an address of your own)",
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
                ? site.at("/mailbox/") + " (a demo mailbox: no mail server is set, nothing leaves this machine)"
                : "go out through " + smtp.host() + ", port " + smtp.port();
    }

    /** For a shell, where the path needs it. */
    private static String quoted(String path) {
        boolean isPlain = path.matches("[\\w./:-]+");
        return isPlain ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}
