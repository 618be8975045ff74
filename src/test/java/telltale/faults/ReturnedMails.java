package telltale.faults;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.model.ImmutableBytes;
import telltale.smtp.ScriptedSmtpServer;

/** Makes reports about mails that a mail server received: of mailboxes that are gone, of delays and of deliveries. */
final class ReturnedMails {
    private static final Pattern ENVELOPE = Pattern.compile("MAIL FROM:<([^>]+)>.* ENVID=([^. ]+)\\..*");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?m)^Message-ID: <([^.@]+)\\.");
    private static final Pattern TO = Pattern.compile("(?m)^To: <?([^@>\\s]+)@example.com");

    private final List<Sent> mails;

    private ReturnedMails(List<Sent> mails) {
        this.mails = mails;
    }

    /** A mail that Telltale sent, with the address that reports about it are sent to. */
    private record Sent(String delivery, String user, String returnAddress) {}

    /**
     * A report as it comes back.
     *
     * @param recipient the address that it names, with a detail that no other report has
     * @param isGone whether it says that there is no such mailbox
     */
    record ReturnedMail(
            String delivery, String returnAddress, String recipient, boolean isGone, ImmutableBytes octets) {}

    /** Reads what a server that offers DSN received. */
    static ReturnedMails of(ScriptedSmtpServer server) {
        Map<String, String> users = new HashMap<>();
        for (String message : server.messages()) {
            users.put(first(MESSAGE_ID, message), first(TO, message));
        }
        return new ReturnedMails(server.commands().stream()
                .map(ENVELOPE::matcher)
                .filter(Matcher::matches)
                .flatMap(envelope -> Stream.ofNullable(users.get(envelope.group(2)))
                        .map(user -> new Sent(envelope.group(2), user, envelope.group(1))))
                .toList());
    }

    private static String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalArgumentException(pattern + " is not in " + text);
        }
        return found.group(1);
    }

    int size() {
        return mails.size();
    }

    /** A report that the mailbox of a mail is gone. */
    ReturnedMail gone(int mail, String detail) {
        return report(mail, detail, "failed", "550 5.1.1 no such user");
    }

    /** A report that a mail is delayed. */
    ReturnedMail delayed(int mail, String detail) {
        return report(mail, detail, "delayed", "451 4.3.0 try again later");
    }

    /** A report that a mail is in its mailbox. */
    ReturnedMail delivered(int mail, String detail) {
        return report(mail, detail, "delivered", "250 2.0.0 kept");
    }

    private ReturnedMail report(int mail, String detail, String action, String reply) {
        Sent sent = mails.get(mail);
        String recipient = sent.user + "+" + detail + "@example.com";
        String octets =
                """
                From: MAILER-DAEMON@mx.example.net
                To: %1$s
                Subject: Delivery report
                Message-ID: <%2$s.%3$s@mx.example.net>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="parts"

                --parts
                Content-Type: text/plain

                This is a report about a message to %4$s.

                --parts
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.net

                Final-Recipient: rfc822; %4$s
                Action: %5$s
                Status: %6$s
                Remote-MTA: dns; mx.example.com
                Diagnostic-Code: smtp; %7$s

                --parts--
                """.formatted(sent.returnAddress, sent.user, detail, recipient, action, reply.split(" ", 3)[1], reply);
        return new ReturnedMail(
                sent.delivery,
                sent.returnAddress,
                recipient,
                action.equals("failed"),
                new ImmutableBytes(octets.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII)));
    }
}
