package telltale.faults;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import telltale.faults.ReturnedMails.ReturnedMail;

/** A mail server that delivers reports by SMTP, and repeats each until it is accepted. */
final class ReportingClient implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int port;
    private final BlockingQueue<ReturnedMail> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "reporting-client");

    ReportingClient(int port) {
        this.port = port;
        thread.setDaemon(true);
        thread.start();
    }

    void send(ReturnedMail mail) {
        waiting.add(mail);
    }

    /** The number of mails that were accepted. */
    int accepted() {
        return accepted.get();
    }

    /** The number of attempts that the server did not accept, or that a kill interrupted. */
    int repeated() {
        return repeated.get();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try (Session session = new Session(port)) {
                while (!Thread.currentThread().isInterrupted()) {
                    ReturnedMail mail = waiting.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                    if (mail != null) {
                        deliver(session, mail);
                    }
                }
            } catch (IOException unavailable) {
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Delivers a mail, or keeps it for another connection. */
    private void deliver(Session session, ReturnedMail mail) throws IOException {
        try {
            session.deliver(mail);
            accepted.incrementAndGet();
        } catch (IOException notAccepted) {
            repeated.incrementAndGet();
            waiting.add(mail);
            throw notAccepted;
        }
    }

    /** A connection over which mails are sent one after another. */
    private static final class Session implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        Session(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            out = socket.getOutputStream();
            expect("220");
            send("EHLO mx.example.net", "250");
        }

        void deliver(ReturnedMail mail) throws IOException {
            send("MAIL FROM:<>", "250");
            send("RCPT TO:<" + mail.returnAddress() + ">", "250");
            send("DATA", "354");
            out.write(mail.octets().toBytes());
            send(".", "250");
        }

        private void send(String command, String expected) throws IOException {
            out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
            expect(expected);
        }

        private void expect(String code) throws IOException {
            String reply = reply();
            if (!reply.startsWith(code)) {
                throw new IOException("the server replied " + reply);
            }
        }

        private String reply() throws IOException {
            String line;
            do {
                line = in.readLine();
                if (line == null) {
                    throw new EOFException("the server closed the connection");
                }
            } while (line.startsWith("-", 3));
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
