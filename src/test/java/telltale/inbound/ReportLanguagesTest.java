package telltale.inbound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.ReportKind;

/** The kind of mails of programs and people, by their subjects, texts and headers in many languages. */
class ReportLanguagesTest {
    private final ReportReader reader = new ReportReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Unzustellbar: News",
                "Fehler bei der Zustellung",
                "Échec d'envoi de votre message",
                "Fallo en la entrega",
                "Mancato recapito: News",
                "Mensagem não entregue",
                "Bezorging mislukt",
                "Zwrot wiadomości",
                "Nelze doručit: News",
                "Sikertelen kézbesítés",
                "Livrare eșuată",
                "Kunde inte levereras: News",
                "Leveringen mislyktes",
                "Viestiä ei voitu toimittaa",
                "Ошибка доставки",
                "Не вдалося доставити: News",
                "Αποτυχία παράδοσης",
                "Teslim edilemeyen ileti",
                "תקלה במסירה",
                "تعذر تسليم الرسالة",
                "Không gửi được: News",
                "Pengiriman gagal",
                "配達不能",
                "无法送达",
                "배달할 수 없음"
            })
    void aSubjectOfAReturnedMailIsRecognized(String subject) {
        assertEquals(ReportKind.BOUNCE, kind("mailer-daemon@mx.example.net", "Subject: " + subject, "…"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Verzögert: News | Die Zustellung verzögert sich.
            Zustellungsverzögerung | Weitere Zustellversuche folgen.
            Retard de livraison | De nouvelles tentatives seront faites.
            Entrega retrasada | Se seguirá intentando.
            Consegna ritardata | Verranno fatti ulteriori tentativi.
            Доставка задерживается | Попытки доставки будут продолжены.
            配信遅延のお知らせ | 再送を試みます。
            邮件延迟通知 | 系统将继续尝试。
            """)
    void aDelayIsNoBounce(String subject, String text) {
        assertEquals(ReportKind.DELAY, kind("mailer-daemon@mx.example.net", "Subject: " + subject, text));
        assertEquals(ReportKind.DELAY, kind("postmaster@mx.example.net", "Subject: " + subject, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Abwesenheitsmeldung: Ann",
                "Réponse d'absence",
                "Fuera de la oficina: News",
                "Sono in ferie",
                "Estou de férias",
                "Ik ben afwezig",
                "Jag är på semester",
                "Fraværsmeddelelse",
                "Olen lomalla",
                "Jestem na urlopie",
                "Mimo kancelář: News",
                "Házon kívül",
                "În concediu",
                "Автовідповідь",
                "Я в отпуске",
                "Εκτός γραφείου",
                "İzindeyim",
                "מענה אוטומטי",
                "الرد التلقائي",
                "Vắng mặt",
                "Jawaban otomatis: News",
                "【自動返信】お問い合わせ",
                "自动答复",
                "자동 응답"
            })
    void aSubjectOfAnAbsenceIsAnAutoReply(String subject) {
        assertEquals(
                ReportKind.AUTO_REPLY,
                kind("ann@example.com", "Subject: " + subject + "\nIn-Reply-To: <7@sender.example>", "…"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-notified; owner-email=\"ann@example.com\"",
                "Auto-Submitted: auto-generated\nIn-Reply-To: <7@sender.example>",
                "X-Autoreply: yes",
                "X-Autorespond: Re: News",
                "X-Autoresponse: 1",
                "X-AutoReply-From: ann@example.com",
                "X-Precedence: auto_reply",
                "Preference: auto_reply",
                "X-POST-MessageClass: 9; Autoresponder",
                "Precedence: auto_reply",
                "X-Auto-Response-Suppress: All\nSubject: Re: News\nIn-Reply-To: <7@sender.example>",
                "Subject: Ticket received: News\nReferences: <7@sender.example>",
                "Subject: Eingangsbestätigung\nIn-Reply-To: <7@sender.example>",
                "Subject: Read: News\nIn-Reply-To: <7@sender.example>"
            })
    void aHeaderOfAProgramIsAnAutoReply(String header) {
        String text = "Your message was read on Monday.";
        assertEquals(ReportKind.AUTO_REPLY, kind("ann@example.com", header, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I am on vacation next week, but yes!",
                "Wir haben die Lieferung erhalten, sie war verzögert.",
                "I read: mailbox full, user unknown, delivery has been delayed."
            })
    void whatPeopleWriteIsAReply(String text) {
        String header = "Subject: Re: News\nIn-Reply-To: <7@sender.example>";
        assertEquals(ReportKind.REPLY, kind("ann@example.com", header, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unsubscribe", "Baja", "Afmelden", "Wypisz mnie", "отписка", "配信停止", "取消订阅", "수신거부"})
    void aRequestToUnsubscribeIsRecognized(String subject) {
        assertEquals(ReportKind.UNSUBSCRIBE, kind("ann@example.com", "Subject: " + subject, ""));
    }

    @Test
    void anAddressInAsciiIsDecoded() {
        Report report = read("""
            From: MAILER-DAEMON@mx.example.net
            Content-Type: multipart/report; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net

            Final-Recipient: utf-8; \\x{43F}\\x{43E}@example.com
            Original-Recipient: utf-8; \\x{FFFFFF}@example.com
            Action: failed
            Status: 5.1.1
            --b--
            """);
        RecipientReport.Address address = report.recipients().get(0).address();
        assertEquals("по@example.com", address.last());
        assertEquals("\\x{FFFFFF}@example.com", address.original());
    }

    private ReportKind kind(String from, String header, String text) {
        return read("From: " + from + "\n" + header + "\nContent-Type: text/plain; charset=utf-8\n\n" + text + "\n")
                .kind();
    }

    private Report read(String mail) {
        return reader.read(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), ReturnEnvelope.UNKNOWN);
    }
}
