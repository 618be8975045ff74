package telltale.submission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A program of a Debian package that runs in a test. */
final class MailProgram {
    private MailProgram() {}

    /**
     * Runs a program to its end; it must succeed.
     *
     * @param input what it reads
     * @return what it wrote
     */
    static String run(String debianPackage, Path input, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile());
        // Where Debian puts the packages of Node.js, also for a Node.js that is not Debian's.
        builder.environment().put("NODE_PATH", "/usr/share/nodejs");
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            throw new UncheckedIOException(
                    command[0] + " is missing. Remedy: apt-get install " + debianPackage, missing);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
        assertEquals(0, process.exitValue(), output);
        return output;
    }

    /** Runs a program that reads nothing. */
    static String run(String debianPackage, String... command) throws IOException, InterruptedException {
        return run(debianPackage, Path.of("/dev/null"), command);
    }

    /** The file of a program beside the tests. */
    static String file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(MailProgram.class.getResource(name), name)
                        .toURI())
                .toString();
    }

    /** Submits the mail in a file by Swaks; returns the conversation. */
    static String swaks(int port, String file, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1:" + port));
        command.addAll(List.of("--auth-user", "telltale", "--auth-password", SubmissionFixture.KEY));
        command.addAll(List.of("--from", "shop@example.com", "--to", "ann@example.org", "--data", "@" + file));
        command.addAll(List.of(options));
        return run("swaks", command.toArray(String[]::new));
    }

    static void openssl(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        run("openssl", command.toArray(String[]::new));
    }

    /** Writes a certificate for S/MIME to {@code cert.pem} of a folder, and its key to {@code key.pem}. */
    static void makeCertificate(Path folder) throws IOException, InterruptedException {
        String key = folder.resolve("key.pem").toString();
        String certificate = folder.resolve("cert.pem").toString();
        openssl(
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                "rsa:2048",
                "-subj",
                "/CN=shop@example.com",
                "-keyout",
                key,
                "-out",
                certificate);
    }
}
