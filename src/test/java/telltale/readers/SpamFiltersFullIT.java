package telltale.readers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.dkim.SigningDomain;

/** Delivered mails as spam filters see them. The rules that may fire are explained in {@code docs/SPAM-FILTERS.md}. */
class SpamFiltersFullIT {
    private static final Path DOCUMENT = Path.of("docs", "SPAM-FILTERS.md");
    private static final SpamAssassin SPAMASSASSIN = new SpamAssassin();
    private static final Set<String> ALWAYS = Set.of("HTML_MESSAGE");
    private static final Set<String> ODD_URLS = Set.of("URI_COUNT_ODD");
    private static final Set<String> PIXEL = Set.of("URI_COUNT_ODD", "T_REMOTE_IMAGE");
    private static final String NEWSLETTER = "<html lang=\"de\"><head><title>Neuerscheinungen</title></head><body>"
            + "<h1>Hallo Zoë,</h1>"
            + """
            <h2 style="font:bold 20px Georgia, serif"><a href="https://www.example.org/buch/%1$d">Buch %1$d</a></h2>
            <p style="font:16px/1.5 Georgia, serif; margin:0 0 16px">Ein Roman über zwei Schwestern in München, die nach
            dreißig Jahren das Haus ihrer Großmutter ausräumen und dabei auf Briefe stoßen, die niemand öffnen wollte.</p>
            """.formatted(7).repeat(8)
            + "<p>Herzliche Grüße</p></body></html>";

    @TempDir
    private static Path folder;

    private static MailPath mails;
    private static Rspamd rspamd;

    @BeforeAll
    static void start() throws Exception {
        rspamd = new Rspamd(Files.createDirectory(folder.resolve("rspamd")));
        mails = new MailPath(
                Files.createDirectory(folder.resolve("telltale")),
                Map.of(
                        "PIXEL_URL",
                        "https://t." + SigningDomain.NAME + "/app/pixel",
                        "EMAIL_FROM",
                        "shop@" + SigningDomain.NAME,
                        "EMAIL_DKIM_KEY",
                        new SigningDomain().pem(),
                        "EMAIL_DKIM_SELECTOR",
                        SigningDomain.SELECTOR));
    }

    @AfterAll
    static void end() throws Exception {
        mails.close();
        rspamd.close();
    }

    @Test
    void theMailOfTrackFiresNoRuleThatItCouldAvoid() throws Exception {
        assertRules(mails.track("track@example.com", "Hello"), PIXEL);
    }

    @Test
    void aNewsletterInAnotherLanguageFiresNoRuleThatItCouldAvoid() throws Exception {
        JsonObject newsletter = Json.createObjectBuilder()
                .add(
                        "to",
                        Json.createObjectBuilder().add("to", "zoe@example.com").add("name", "Zoë Ångström"))
                .add("from", "Buchhandlung Müller <shop@" + SigningDomain.NAME + ">")
                .add("subject", "Grüße aus München: unsere Neuerscheinungen im Frühling")
                .add("bulk", true)
                .add("campaign", "fruehling")
                .add("html", NEWSLETTER)
                .build();
        assertRules(mails.send("zoe@example.com", newsletter), ODD_URLS);
    }

    @Test
    void anInvitationFiresNoRuleThatItCouldAvoid() throws Exception {
        JsonObject message = Json.createObjectBuilder()
                .add("to", "guest@example.com")
                .add("subject", "Our opening on 18 December")
                .add("text", "Hello,\n\nwe would be glad to see you at our opening.\n\nThe shop\n")
                .add("calendar", Invitation.to("guest@example.com"))
                .add("track", Json.createObjectBuilder().add("opens", false))
                .build();
        assertRules(mails.send("guest@example.com", message), Set.of());
    }

    @Test
    void aTextMailFiresNoRuleThatItCouldAvoid() throws Exception {
        JsonObject message = Json.createObjectBuilder()
                .add("to", "text@example.com")
                .add("subject", "Your order 4711 has shipped")
                .add("text", "Hello,\n\nyour order has shipped and should arrive on Friday.\n\nThe shop\n")
                .add("track", Json.createObjectBuilder().add("opens", false))
                .build();
        assertRules(mails.send("text@example.com", message), Set.of());
    }

    private static void assertRules(Path mail, Set<String> permitted) throws Exception {
        Map<String, Double> rules = new TreeMap<>(SPAMASSASSIN.rules(mail));
        rules.putAll(rspamd.symbols(mail));
        Set<String> unexpected = new TreeSet<>(rules.keySet());
        unexpected.removeAll(ALWAYS);
        unexpected.removeAll(permitted);
        assertEquals(Set.of(), unexpected, () -> rules + "\n" + mail);
        String document = Files.readString(DOCUMENT);
        rules.keySet().forEach(rule -> assertTrue(document.contains("| `" + rule + "` |"), rule));
    }
}
