package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;

final class BannerTest {
    private static final String CODE = "one-time-code";
    private static final SiteUrl SITE = new SiteUrl("127.0.0.1", 8080);

    @Test
    void theDemoNamesItsMailboxAndACommandThatWorks() {
        String banner = new Banner("1.2.3", SITE, CODE, Path.of("/home/ann/.telltale"), null).toString();

        assertTrue(banner.contains("http://localhost:8080/mailbox/"), banner);
        assertTrue(
                banner.contains("curl -H \"Authorization: Bearer $(cat /home/ann/.telltale/key)\""
                        + " 'http://localhost:8080/app/track?to=you@example.com'"),
                banner);
    }

    @Test
    void theSignInLinkIsForABrowserOnThisMachine() {
        String local = new Banner("1.2.3", SITE, CODE, Path.of("/home"), null).toString();
        assertTrue(local.contains("\n    http://localhost:8080/app/#sign-in=one-time-code\n"), local);

        SiteUrl elsewhere = new SiteUrl("192.0.2.1", 8080);
        String remote = new Banner("1.2.3", elsewhere, CODE, Path.of("/home"), null).toString();
        assertFalse(remote.contains(CODE), remote);
    }

    @Test
    void aMailServerIsNamedWithoutItsCredentials() {
        SmtpServer smtp = new SmtpServer(
                "smtp.example.com", 587, SmtpServer.Tls.STARTTLS, new SmtpServer.Login("ann", new Secret("secret")));

        String banner = new Banner("1.2.3", SITE, CODE, Path.of("/home"), smtp).toString();

        assertTrue(banner.contains("smtp.example.com, port 587"), banner);
        assertFalse(banner.contains("ann") || banner.contains("secret") || banner.contains("mailbox"), banner);
    }

    @Test
    void aHomeWithSpacesIsQuotedForTheShell() {
        String banner = new Banner("1.2.3", SITE, CODE, Path.of("/home/ann's files"), null).toString();

        assertTrue(banner.contains("$(cat '/home/ann'\\''s files/key')"), banner);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://localhost:80/",
        "::1, http://localhost:80/",
        "0.0.0.0, http://localhost:80/",
        "192.0.2.1, http://192.0.2.1:80/",
        "2001:db8::1, http://[2001:db8::1]:80/"
    })
    void theAddressIsTheOneForThisMachine(String address, String url) {
        assertEquals(url, new SiteUrl(address, 80).at("/"));
    }
}
