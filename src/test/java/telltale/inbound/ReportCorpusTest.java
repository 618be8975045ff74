package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The built-in rules beside mails whose meaning is known. They were written with these mails at hand, so this proves no accuracy:
 * docs/INBOUND.md has the figures for a half that was held out.
 */
class ReportCorpusTest {
    private final ReportReader reader = new ReportReader();

    @Test
    void mailsOfServersThatWeRanAreReadRight() {
        ReportConfusion confusion = confusion(Corpus.GENERATED);
        assertTrue(confusion.rightKinds() >= 0.99, confusion::toString);
        assertTrue(confusion.rightClasses() >= 0.96, confusion::toString);
        assertEquals(0, confusion.wronglyHard(), confusion::toString);
    }

    @Test
    void publicSamplesAreReadAsTheirAuthorsReadThem() {
        ReportConfusion confusion = confusion(Corpus.SISIMAI);
        assertTrue(confusion.rightKinds() >= 0.95, confusion::toString);
        assertTrue(confusion.rightClasses() >= 0.93, confusion::toString);
        // A report that contradicts itself, a reply to RCPT, and one in Japanese.
        assertTrue(confusion.wronglyHard() <= 3, confusion::toString);
        assertTrue(confusion(Corpus.FLUFL).rightKinds() >= 0.95);
    }

    @ParameterizedTest
    @EnumSource
    void everyMailKeepsItsRecipientAndMessage(Corpus corpus) {
        List<Corpus.Mail> mails = corpus.mails();
        long named = mails.stream().filter(mail -> has(mail, "recipient")).count();
        long found = mails.stream()
                .filter(mail ->
                        has(mail, "recipient") && names(read(mail), mail.truth().getString("recipient")))
                .count();
        assertTrue(found >= 0.93 * named, () -> corpus + ": " + found + " of " + named + " recipients");
        long identified =
                mails.stream().filter(mail -> has(mail, "original_message_id")).count();
        long matched = mails.stream()
                .filter(mail -> has(mail, "original_message_id") && identifies(mail))
                .count();
        assertTrue(matched >= 0.99 * identified, () -> corpus + ": " + matched + " of " + identified + " messages");
    }

    private static boolean has(Corpus.Mail mail, String name) {
        return mail.truth().containsKey(name) && !mail.truth().isNull(name);
    }

    private static boolean names(Report report, String recipient) {
        return report.recipients().stream()
                .map(RecipientReport::address)
                .anyMatch(address -> address.last().equalsIgnoreCase(recipient)
                        || address.original().equalsIgnoreCase(recipient));
    }

    private boolean identifies(Corpus.Mail mail) {
        return read(mail).identifiers().messageId().equals(mail.text("original_message_id"));
    }

    private Report read(Corpus.Mail mail) {
        return reader.read(mail.octets().toBytes(), ReturnEnvelope.UNKNOWN);
    }

    private ReportConfusion confusion(Corpus corpus) {
        ReportConfusion confusion = new ReportConfusion();
        corpus.mails().forEach(mail -> confusion.add(mail, read(mail)));
        System.out.printf("%n%s%n%s%n", corpus, confusion);
        return confusion;
    }
}
