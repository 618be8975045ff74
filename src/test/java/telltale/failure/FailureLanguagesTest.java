package telltale.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.failure.FailureRules.Finding;
import telltale.model.FailureClass;
import telltale.model.FailureReason;

/** Explanations for readers, in the languages of their servers. */
class FailureLanguagesTest {
    private final FailureRules rules = FailureRules.builtIn();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Die E-Mail-Adresse wurde nicht gefunden.",
                "Der Empfänger ist unbekannt.",
                "Ce destinataire n'existe pas sur notre serveur.",
                "L'adresse e-mail introuvable : ann@example.fr",
                "No se encontró la dirección de correo.",
                "El buzón no existe.",
                "Destinatario non trovato",
                "La casella non esiste",
                "O destinatário não existe.",
                "Endereço não encontrado",
                "De ontvanger onbekend bij ons",
                "Nie znaleziono adresu",
                "Uživatel nenalezen",
                "A címzett nem található",
                "Adresa nu există",
                "Mottagaren finns inte",
                "Modtageren findes ikke",
                "Mottakeren finnes ikke",
                "Käyttäjää ei ole",
                "Такого пользователя не существует",
                "Такого користувача не існує",
                "Ο χρήστης δεν υπάρχει",
                "Böyle bir kullanıcı yok",
                "משתמש לא קיים",
                "المستخدم غير موجود",
                "Người nhận không tồn tại",
                "Penerima tidak ditemukan",
                "該当するユーザはいません",
                "宛先のメールアドレスが見つかりません",
                "收件人地址不存在",
                "找不到收件者",
                "받는 사람을 찾을 수 없습니다"
            })
    void aMailboxThatDoesNotExistIsGone(String words) {
        assertReason(FailureReason.MAILBOX_GONE, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Das Postfach ist überfüllt.",
                "La boîte aux lettres est pleine : quota atteint",
                "El usuario ha superado la cuota",
                "La casella è piena",
                "A caixa de entrada está cheia",
                "Het postvak is vol",
                "Skrzynka odbiorcza jest pełna",
                "Schránka je plná",
                "A postafiók megtelt",
                "Căsuța este plină",
                "Inkorgen är full",
                "Indbakken er fuld",
                "Innboksen er full",
                "Postilaatikko on täynnä",
                "Ящик получателя переполнен",
                "Скринька переповнена",
                "Το γραμματοκιβώτιο είναι πλήρες",
                "Posta kutusu dolu",
                "תיבת הדואר מלאה",
                "صندوق البريد ممتلئ",
                "Hộp thư đầy",
                "Kotak surat penuh",
                "メールボックスが満杯です",
                "收件人邮箱已满",
                "메일함이 가득 찼습니다"
            })
    void aFullMailboxIsFull(String words) {
        assertReason(FailureReason.MAILBOX_FULL, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Die Nachricht ist zu groß.",
                "Le message est trop volumineux",
                "El mensaje es demasiado grande",
                "Il messaggio è troppo grande",
                "A mensagem é muito grande",
                "Het bericht is te groot",
                "Wiadomość jest za duża",
                "Zpráva je příliš velká",
                "Az üzenet túl nagy",
                "Meddelandet är för stort",
                "Meldingen er for stor",
                "Viesti on liian suuri",
                "Сообщение слишком велико",
                "Mesaj çok büyük",
                "邮件过大",
                "メールのサイズが大きすぎます",
                "메시지가 너무 큽니다"
            })
    void aMessageThatIsTooLargeIsSo(String words) {
        assertReason(FailureReason.SIZE, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ihre Nachricht wurde als Spam eingestuft.",
                "Votre message a été considéré comme indésirable",
                "El mensaje fue clasificado como correo no deseado",
                "Il messaggio è stato classificato come spam",
                "Wiadomość uznana za spam",
                "Сообщение похоже на спам: подозрение на спам",
                "迷惑メールと判定されました",
                "您的邮件被识别为垃圾邮件",
                "스팸으로 분류되었습니다"
            })
    void spamIsAboutTheMessage(String words) {
        assertReason(FailureReason.CONTENT, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ihre Nachricht wurde vom Server abgelehnt.",
                "Le serveur a refusé votre message.",
                "El servidor ha rechazado el mensaje.",
                "Il server ha rifiutato il messaggio.",
                "O servidor rejeitou a mensagem: rejeitado",
                "Сообщение отклонено",
                "メッセージは拒否されました",
                "邮件被拒绝",
                "550 5.2.1 The email account that you tried to reach is disabled.",
                "550 Account disabled",
                "550 5.2.1 This mailbox is disabled",
                "550 5.2.1 mailbox disabled, not accepting messages",
                "554 delivery error: dd This account has been disabled or discontinued [#102]",
                "550 5.2.1 user is a deactivated mailbox",
                "550 Le compte est suspendu : compte suspendu",
                "550 Due to extended inactivity new mail is not currently being accepted for this mailbox.",
                "550 Your connection has been terminated",
                "550 The certificate is no longer valid",
                "550 User account is not available"
            })
    void whatDoesNotSayThatTheMailboxIsGoneIsNotHard(String words) {
        Optional<FailureClass> type =
                rules.reason(evidence(words)).map(finding -> finding.reason().type());
        assertNotEquals(Optional.of(FailureClass.HARD), type);
    }

    /** The replies that Microsoft, Cisco and others document for recipients that are not in a directory. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            550 | 5.4.1 | Recipient address rejected: Access denied. [DB5EUR03FT010.eop-EUR03.prod.protection.outlook.com]
            550 | 5.1.10 | RESOLVER.ADR.RecipientNotFound; Recipient ann@example.com not found by SMTP address lookup
            550 | 5.5.0 | Requested action not taken: mailbox unavailable
            550 | '' | #5.1.0 Address rejected.
            550 | 5.1.1 | User does not exist - ann@example.com
            550 | '' | Recipient not in my validrcptto list
            550 | 5.1.1 | <ann@example.com>: Email address could not be found, or was misspelled (G8)
            """)
    void aRecipientThatIsNotInTheDirectoryIsGone(String code, String enhanced, String text) {
        String words = code + " " + enhanced + " " + text;
        Evidence evidence = Evidence.ofQuote("rcpt", code, enhanced, words, words);
        assertEquals(
                Optional.of(FailureClass.HARD),
                rules.reason(evidence).map(finding -> finding.reason().type()));
    }

    private void assertReason(FailureReason reason, String words) {
        Optional<Finding> found = rules.reason(evidence(words));
        assertEquals(Optional.of(reason), found.map(Finding::reason), found::toString);
    }

    private static Evidence evidence(String words) {
        return Evidence.ofQuote("", "", "", words, words);
    }
}
