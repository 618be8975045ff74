package telltale.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java -jar target/app.war} in a separate process, with its own folders and settings. */
public final class RunningWar implements AutoCloseable {
    public static final Path WAR = Path.of("target", "app.war").toAbsolutePath();

    private static final long TIMEOUT_SECONDS = 180;
    private static final Pattern PAGE = Pattern.compile("Page +(http://\\S+)/app/");

    private final Process process;
    private final Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CountDownLatch bannerOrEnd = new CountDownLatch(1);
    private final List<Thread> readers = new ArrayList<>();

    /**
     * @param folder an existing folder for the home, the working folder and the temporary files
     * @param arguments the arguments of {@code java}
     */
    RunningWar(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        this(folder, environment, List.of(), List.of(arguments));
    }

    private RunningWar(Path folder, Map<String, String> environment, List<String> watcher, List<String> arguments)
            throws IOException {
        if (!Files.exists(WAR)) {
            throw new IllegalStateException(WAR + " is missing: mvn package builds it");
        }
        this.folder = folder;
        Files.createDirectories(temporary());
        List<String> command = new ArrayList<>(watcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary());
        // As docs/LAUNCHER.md recommends: otherwise a slow disk under /tmp would stop the JVM.
        command.add("-XX:+PerfDisableSharedMem");
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(TELLTALE|EMAIL|PIXEL|INBOUND)_.*"));
        builder.environment().put("TELLTALE_HOME", folder.resolve("home").toString());
        builder.environment().put("TELLTALE_PORT", "0");
        builder.environment().putAll(environment);
        process = builder.start();
        readers.add(read(process.inputReader(), out));
        readers.add(read(process.errorReader(), err));
    }

    /** Starts the WAR with its defaults, on a free port. */
    public static RunningWar serving(Path folder) throws IOException {
        return servingUnder(List.of(), folder);
    }

    /** Starts the WAR with additional settings. */
    public static RunningWar serving(Path folder, Map<String, String> settings) throws IOException {
        return serving(WAR, folder, settings);
    }

    /** Starts another WAR, such as one of an earlier version, with additional settings. */
    public static RunningWar serving(Path war, Path folder, Map<String, String> settings) throws IOException {
        return new RunningWar(folder, settings, "-jar", war.toString());
    }

    /** Starts the WAR with JVM options. */
    public static RunningWar servingWith(List<String> options, Path folder) throws IOException {
        return servingWith(options, folder, Map.of());
    }

    /** Starts the WAR with JVM options and settings. */
    public static RunningWar servingWith(List<String> options, Path folder, Map<String, String> settings)
            throws IOException {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-jar", WAR.toString()));
        return new RunningWar(folder, settings, List.of(), arguments);
    }

    /**
     * Starts the WAR through another program, such as a tracer.
     *
     * @param watcher the other program and its arguments, to which the command to start is appended
     */
    public static RunningWar servingUnder(List<String> watcher, Path folder) throws IOException {
        return new RunningWar(folder, Map.of(), watcher, List.of("-jar", WAR.toString()));
    }

    /** Returns the admin key, read from the home. */
    public String key() throws IOException {
        return Files.readString(folder.resolve("home/key")).strip();
    }

    Path temporary() {
        return folder.resolve("temporary");
    }

    public String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    /** Returns the process, or the other program that started it. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** Waits for the banner, and returns the server's address without a path. */
    public String awaitSite() throws InterruptedException {
        if (!bannerOrEnd.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no banner after " + TIMEOUT_SECONDS + " s:\n" + out + err);
        }
        Matcher page = PAGE.matcher(out());
        if (!page.find()) {
            throw new IllegalStateException("the process ended without a banner:\n" + out + err);
        }
        return page.group(1);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(awaitSite() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Stops it by SIGTERM, as a service manager does, and returns the exit status. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    /** Kills it (SIGKILL), so that nothing is cleaned up. */
    public int kill() throws InterruptedException {
        process.destroyForcibly();
        return awaitExit();
    }

    /** Suspends it (SIGSTOP): its connections stay open, but it does nothing until {@link #thaw}. */
    public void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        String pid = Long.toString(process.pid());
        int exit =
                new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new IllegalStateException("kill -" + name + " " + pid + " exited with " + exit);
        }
    }

    public int awaitExit() throws InterruptedException {
        if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("still running after " + TIMEOUT_SECONDS + " s:\n" + out + err);
        }
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    private Thread read(BufferedReader stream, StringWriter into) {
        Thread reader = new Thread(() -> {
            try (stream) {
                String line = stream.readLine();
                while (line != null) {
                    keep(line, into);
                    line = stream.readLine();
                }
            } catch (IOException gone) {
                keep(gone.toString(), into);
            } finally {
                bannerOrEnd.countDown();
            }
        });
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void keep(String line, StringWriter into) {
        into.write(line + "\n");
        // The banner's last line.
        if (line.contains("/app/track?to=")) {
            bannerOrEnd.countDown();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
