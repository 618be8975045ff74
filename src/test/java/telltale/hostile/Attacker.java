package telltale.hostile;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The means of an attacker: the server's address, the links of a mail that the attacker received, and the keys, for attacks
 * by a client that has one.
 *
 * @param length the length of an attack
 * @param seed the seed of all random numbers
 */
record Attacker(ServerProcess server, MailSink mails, MailLedger ledger, Links links, Duration length, long seed) {
    /**
     * The paths in one mail that act for its recipient.
     *
     * @param pixel the path of the image
     * @param click the path of a link
     */
    record Links(String pixel, String click, String unsubscribe, String preferences) {
        /** @param message the message as transmitted */
        static Links of(String message) throws IOException {
            try {
                byte[] decoded = MimeUtility.decode(
                                new ByteArrayInputStream(message.getBytes(StandardCharsets.ISO_8859_1)),
                                "quoted-printable")
                        .readAllBytes();
                String text = new String(decoded, StandardCharsets.ISO_8859_1);
                return new Links(
                        path(text, "pixel"), path(text, "click"), path(text, "unsubscribe"), path(text, "preferences"));
            } catch (MessagingException impossible) {
                throw new IOException(impossible);
            }
        }

        private static String path(String text, String name) {
            Matcher path = Pattern.compile("/app/" + name + "/[A-Za-z0-9_.-]+").matcher(text);
            if (!path.find()) {
                throw new IllegalStateException("no " + name + " address in " + text);
            }
            return path.group();
        }
    }

    String key() throws IOException {
        return "Authorization: Bearer " + server.key();
    }

    /** Attacks from one network. */
    Answers swarm(int connections, IntFunction<Script> scripts) throws IOException {
        return swarm(connections, 1, scripts);
    }

    Answers swarm(int connections, int networks, IntFunction<Script> scripts) throws IOException {
        return new Swarm(server.address(), networks).run(connections, length, scripts);
    }

    /** Each connection repeats one of these requests, with a pause after each. */
    Answers repeat(int connections, Duration rest, List<byte[]> requests) throws IOException {
        return swarm(
                connections,
                number -> Script.once(requests.get(number % requests.size())).resting(rest));
    }

    /** Attacks while another action runs, which must end by itself. */
    Answers beside(Callable<?> other, Callable<Answers> attack) throws IOException {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<?> running = thread.submit(other);
            Answers answers = attack.call();
            running.get();
            return answers;
        } catch (ExecutionException failed) {
            throw new IOException("the action that ran during the attack failed: " + failed.getCause(), failed);
        } catch (IOException | RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(failed);
        } finally {
            thread.shutdown();
        }
    }
}
