import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** The usual way to send many mails: a loop around Angus Mail, over persistent connections. Nothing is stored. */
final class BareAngus {
    private static final int CONNECTIONS = 8;

    private final Session session = Session.getInstance(new Properties());
    private final int port;

    BareAngus(int port) {
        this.port = port;
    }

    /** Creates the message for one recipient. */
    private interface MessageFactory {
        MimeMessage create(String to) throws MessagingException, IOException;
    }

    /** Builds a new message for each mail, and returns mails per second. */
    double newMessages(int mails, String text, String html) throws Exception {
        return perSecond(mails, to -> message(to, text, html));
    }

    /** Sends the bytes of one mail again for each recipient, and returns mails per second. */
    double sameBytes(int mails, String text, String html) throws Exception {
        ByteArrayOutputStream rendered = new ByteArrayOutputStream();
        message("ann@example.com", text, html).writeTo(rendered);
        return perSecond(mails, to -> new Rendered(session, rendered.toByteArray()));
    }

    /**
     * Sends new messages from several threads for some seconds, and returns mails per second.
     *
     * @param isPersistent whether each thread keeps its connection, or opens one for each mail
     */
    double oneByOne(int threads, int seconds, boolean isPersistent, String html) throws Exception {
        AtomicInteger sent = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(threads);
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            results.add(senders.submit(() -> {
                Transport transport = session.getTransport("smtp");
                while (System.nanoTime() < end) {
                    if (!transport.isConnected()) {
                        transport.connect("127.0.0.1", port, null, null);
                    }
                    String to = SendingThroughput.address(sent.incrementAndGet());
                    transport.sendMessage(message(to, "Your order", html), new Address[] {new InternetAddress(to)});
                    if (!isPersistent) {
                        transport.close();
                    }
                }
                transport.close();
                return null;
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        senders.shutdown();
        return sent.get() / ((System.nanoTime() - start) / 1e9);
    }

    private double perSecond(int mails, MessageFactory factory) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        long start = System.nanoTime();
        List<Future<?>> results = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            results.add(senders.submit(() -> {
                try (Transport transport = session.getTransport("smtp")) {
                    transport.connect("127.0.0.1", port, null, null);
                    for (int mail = next.getAndIncrement(); mail < mails; mail = next.getAndIncrement()) {
                        String to = SendingThroughput.address(mail);
                        transport.sendMessage(factory.create(to), new Address[] {new InternetAddress(to)});
                    }
                }
                return null;
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        senders.shutdown();
        return mails / seconds;
    }

    private MimeMessage message(String to, String text, String html) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("news@example.org"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject("The news of this week");
        message.setSentDate(new Date());
        MimeMultipart alternatives = new MimeMultipart("alternative");
        for (String[] part : new String[][] {{text, "plain"}, {html, "html"}}) {
            MimeBodyPart body = new MimeBodyPart();
            body.setText(part[0], "utf-8", part[1]);
            alternatives.addBodyPart(body);
        }
        message.setContent(alternatives);
        message.saveChanges();
        return message;
    }

    private static final class Rendered extends MimeMessage {
        private final byte[] bytes;

        Rendered(Session session, byte[] bytes) throws MessagingException {
            super(session);
            this.bytes = bytes;
            setFrom(new InternetAddress("news@example.org"));
        }

        @Override
        public void saveChanges() {}

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            out.write(bytes);
        }
    }
}
