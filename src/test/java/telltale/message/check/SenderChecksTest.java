package telltale.message.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.judging.ConsumerDomains;
import telltale.message.Finding;
import telltale.message.MessageContent;
import telltale.model.Host;
import telltale.model.Mailbox;

class SenderChecksTest {
    private static final Host MAIL = new Host("mail.shop.com");

    @ParameterizedTest
    @CsvSource({
        "shop.com, shop.com, ",
        "shop.com, news.shop.com, ",
        "mail.shop.com, shop.com, ",
        "a.shop.co.uk, b.shop.co.uk, ",
        "relay.com, shop.com, dkim-not-aligned",
        "shop.com.relay.net, shop.com, dkim-not-aligned",
        "shop.org, shop.com, dkim-not-aligned",
        ", shop.com, ",
    })
    void theSigningDomainAndTheAuthorAreOfOneOrganization(
            @Nullable String signer, String author, @Nullable String code) {
        SenderChecks.Setup setup = new SenderChecks.Setup(signer, Set.of(), new Host("mail." + author), true);

        assertEquals(expected(code), codes(setup, content(author, false, true)));
    }

    @ParameterizedTest
    @CsvSource({
        "gmail.com, ann@shop.com, from-free-mail",
        "yahoo.de, ann@shop.com, from-free-mail",
        "gmx.de, , from-free-mail",
        "GMX.de, ann@gmx.de, ",
        "shop.com, ann@gmx.de, ",
    })
    void anAuthorAtAFreeMailProviderSendsThroughAnAccountThere(
            String author, @Nullable String account, @Nullable String code) {
        Set<String> domains = account == null ? Set.of() : Set.of(account.substring(account.indexOf('@') + 1));
        SenderChecks.Setup setup = new SenderChecks.Setup(null, domains, new Host("mail." + author), true);

        assertEquals(expected(code), codes(setup, content(author, false, true)));
    }

    @Test
    void nothingIsSaidAboutAServerThatIsUnknown() {
        assertEquals(
                List.of(),
                codes(
                        new SenderChecks.Setup(null, null, new Host("mail.gmx.de"), true),
                        content("gmx.de", true, true)));
    }

    @Test
    void onlyBulkMailNeedsASignature() {
        SenderChecks.Setup setup = new SenderChecks.Setup(null, Set.of("relay.net"), MAIL, true);

        assertEquals(List.of(), codes(setup, content("shop.com", false, true)));
        assertEquals(List.of("dkim-missing"), codes(setup, content("shop.com", true, true)));
    }

    @ParameterizedTest
    @CsvSource({
        "mail.shop.com, true, ",
        "shop.com, true, ",
        "mail.shop.com, false, pixel-not-encrypted",
        "localhost, false, pixel-not-public",
        "192.168.1.7, true, pixel-not-public",
        "track.other.net, true, pixel-other-domain",
    })
    void recipientsCanLoadThePixel(String host, boolean encrypted, @Nullable String code) {
        SenderChecks.Setup setup = new SenderChecks.Setup("shop.com", Set.of(), new Host(host), encrypted);

        assertEquals(expected(code), codes(setup, content("shop.com", false, true)));
        assertEquals(List.of(), codes(setup, content("shop.com", false, false)));
    }

    private static List<String> expected(@Nullable String code) {
        return code == null ? List.of() : List.of(code);
    }

    private static List<String> codes(SenderChecks.Setup setup, MessageContent content) {
        return new SenderChecks(any -> setup, ConsumerDomains.builtIn()::contains)
                .of(content).stream().map(Finding::code).toList();
    }

    private static MessageContent content(String domain, boolean bulk, boolean tracked) {
        return new MessageContent(
                Mailbox.parse("ann@" + domain),
                List.of(),
                null,
                List.of(),
                "Hi",
                "<p>Hi</p>",
                null,
                List.of(),
                List.of(),
                null,
                bulk,
                Map.of(),
                tracked,
                tracked,
                false);
    }
}
