package telltale.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.inbound.MailHeader;
import telltale.inbound.ReportReader;
import telltale.inbound.ReturnEnvelope;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.ReportSource;
import telltale.model.Uuid7;
import telltale.store.NewForward;
import telltale.store.NewForward.Owed;
import telltale.store.NewForward.Refused;

/** Which replies are forwarded. */
class ForwardRulesTest {
    private static final EmailAddress SHOP = EmailAddress.parse("shop@example.com");
    private static final DeliveryId DELIVERY = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(1)));
    private static final String REPLY = "From: Ann <ann@example.org>\r\nTo: shop@example.com\r\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            X-Telltale-Forwarded: 1             | it was forwarded before
            x-telltale-forwarded:               | it was forwarded before
            Auto-Submitted: auto-replied        | a program sent it (Auto-Submitted)
            Auto-Submitted: auto-replied; x=no  | a program sent it (Auto-Submitted)
            Return-Path: <>                     | its sender is null
            List-Id: <news.example.org>         | it is from a list (List-Id)
            Precedence: bulk                    | it is bulk mail (Precedence)
            Precedence: List                    | it is bulk mail (Precedence)
            Precedence: junk (really)           | it is bulk mail (Precedence)
            Sender: SHOP@Example.com            | it is from the address that it would be forwarded to
            From: Shop <shop+7@example.com>     | it is from the address that it would be forwarded to
            Return-Path: <shop@example.com>     | it is from the address that it would be forwarded to
            """)
    void aMailThatMayComeBackIsNotForwarded(String field, String reason) {
        assertEquals(Optional.of(reason), refusal(REPLY + field + "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Auto-Submitted: no (a person)
            Auto-Submitted: No
            Precedence: first-class
            Return-Path: <ann@example.org>
            References: <list-id@example.org>
            """)
    void aMailOfAPersonIsForwarded(String field) {
        assertEquals(Optional.empty(), refusal(REPLY + field + "\r\n"));
    }

    @Test
    void fieldsInTheBodyAreNoFields() {
        assertEquals(Optional.empty(), refusal(REPLY + "\r\nX-Telltale-Forwarded: 1\r\n"));
    }

    @Test
    void aMailThatMadeTooManyHopsIsNotForwarded() {
        String hop = "Received: from a by b; Tue, 01 Dec 2026 12:00:00 +0000\r\n";
        assertEquals(Optional.empty(), refusal(hop.repeat(30) + REPLY));
        assertEquals(Optional.of("it has more than 30 Received fields"), refusal(hop.repeat(31) + REPLY));
    }

    @Test
    void theEnvelopeCountsLikeTheHeader() {
        MailHeader header = header(REPLY);
        assertEquals(Optional.of("its sender is null"), ForwardRules.refusal(header, from(""), SHOP));
        assertEquals(
                Optional.of("it is from the address that it would be forwarded to"),
                ForwardRules.refusal(header, from("shop@example.com"), SHOP));
        assertEquals(Optional.empty(), ForwardRules.refusal(header, from("ann@example.org"), SHOP));
    }

    @Test
    void aReplyIsForwardedWithAllItsOctets() {
        Owed owed = assertInstanceOf(Owed.class, decide(REPLY + "\r\nHi"));
        assertEquals(SHOP, owed.to());
        assertEquals(octets(REPLY + "\r\nHi"), owed.mail());
    }

    @Test
    void repliesOfOneAuthorAreCountedTogether() {
        Owed first = assertInstanceOf(Owed.class, decide(REPLY));
        Owed second = assertInstanceOf(Owed.class, decide("From: \"A.\" <ann@EXAMPLE.org>\r\n\r\nHi"));
        Owed other = assertInstanceOf(Owed.class, decide("From: ben@example.org\r\n\r\nHi"));
        assertEquals(first.sender(), second.sender());
        assertEquals(false, first.sender().equals(other.sender()));
    }

    @Test
    void aReplyThatMayBeCutOffIsNotForwarded() {
        String start = REPLY + "\r\n";
        int rest = ReportReader.MAX_OCTETS - start.length();
        assertInstanceOf(Owed.class, decide(start + "x".repeat(rest - 1)));
        assertEquals(new Refused("it has 2097152 octets or more"), decide(start + "x".repeat(rest)));
    }

    @Test
    void aReplyWithoutAuthorIsNotForwarded() {
        assertEquals(new Refused("it names no author"), decide("To: shop@example.com\r\n\r\nHi"));
    }

    @Test
    void nothingIsForwardedToAnAddressWhoseMailComesBack() {
        assertEquals(
                new Refused("mail to the address that it would be forwarded to comes back here"),
                new ReplyForwarding(delivery -> SHOP, SHOP::equals).of(mail(REPLY), DELIVERY));
    }

    private static NewForward decide(String mail) {
        return new ReplyForwarding(delivery -> SHOP, to -> false).of(mail(mail), DELIVERY);
    }

    private static ReturnedMail mail(String text) {
        return new ReturnedMail(octets(text), ReturnEnvelope.UNKNOWN, ReportSource.API);
    }

    private static Optional<String> refusal(String mail) {
        return ForwardRules.refusal(header(mail), ReturnEnvelope.UNKNOWN, SHOP);
    }

    private static MailHeader header(String mail) {
        return MailHeader.of(octets(mail).toBytes());
    }

    private static ReturnEnvelope from(String sender) {
        return new ReturnEnvelope(Optional.of(sender), List.of());
    }

    private static ImmutableBytes octets(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
