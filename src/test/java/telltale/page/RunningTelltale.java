package telltale.page;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Telltale as a newcomer starts it: {@code java -jar app.war} in a process of its own, with an empty home. */
final class RunningTelltale implements AutoCloseable {
    private static final Path WAR =
            Path.of(System.getProperty("rig.war", "target/app.war")).toAbsolutePath();
    private static final Pattern PAGE = Pattern.compile("\\bPage\\s+(http://\\S+/app/)");
    private static final int PATIENCE_SECONDS = 60;

    private final Process process;
    private final Path folder;
    private final URI page;

    private RunningTelltale(Process process, Path folder, URI page) {
        this.process = process;
        this.folder = folder;
        this.page = page;
    }

    static RunningTelltale start() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("telltale-page");
        Process process = java(folder).start();
        CompletableFuture<URI> page = new CompletableFuture<>();
        Thread listener = new Thread(() -> listen(process, page), "output of Telltale");
        listener.setDaemon(true);
        listener.start();
        try {
            return new RunningTelltale(process, folder, page.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException notReady) {
            process.destroyForcibly();
            throw new IllegalStateException(
                    WAR + " printed no address of its page: " + notReady.getMessage(), notReady);
        }
    }

    private static ProcessBuilder java(Path folder) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(java.toString(), "-Duser.home=" + folder, "-jar", WAR.toString()));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL)_.*"));
        builder.environment().put("TELLTALE_HOME", folder.resolve("home").toString());
        builder.environment().put("TELLTALE_PORT", "0");
        return builder;
    }

    /** Reads to the end, so that the process never waits for its reader. */
    private static void listen(Process process, CompletableFuture<URI> page) {
        StringBuilder said = new StringBuilder();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println(line);
                said.append(line).append('\n');
                Matcher address = PAGE.matcher(line);
                if (address.find()) {
                    page.complete(URI.create(address.group(1)));
                }
            }
            page.completeExceptionally(new IllegalStateException("it ended, and said: " + said));
        } catch (IOException broken) {
            page.completeExceptionally(broken);
        }
    }

    /** The address of the page, with its last slash. */
    URI page() {
        return page;
    }

    URI mailbox() {
        return page.resolve("/mailbox/");
    }

    /** The first admin key, as its owner reads it. */
    String key() throws IOException {
        return Files.readString(folder.resolve("home/key")).strip();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .join();
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(RunningTelltale::delete);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException kept) {
            throw new UncheckedIOException(kept);
        }
    }
}
