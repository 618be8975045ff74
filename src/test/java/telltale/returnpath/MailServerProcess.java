package telltale.returnpath;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import telltale.launcher.Folders;

/** A mail server of a Debian package with a folder, a configuration and ports of its own, in the foreground. */
final class MailServerProcess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path folder;
    private final Process process;

    /** @param folder a folder of {@link #folder}, which is deleted at the end */
    MailServerProcess(Path folder, int port, List<String> command) throws IOException {
        this.folder = folder;
        try {
            this.process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    command.get(0) + " is missing. Remedy: src/build/sh/unpack-mail-servers", missing);
        }
        awaitPort(port);
    }

    /** A new folder that every user may read, because servers give up the privileges of root. */
    static Path folder(String name) throws IOException {
        Path folder = Files.createTempDirectory(name + "-");
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A new folder that a user owns. */
    static Path ownedBy(String user, Path folder) throws IOException {
        Files.createDirectories(folder);
        return Files.setOwner(
                folder, folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }

    private void awaitPort(int port) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!connects(port)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IllegalStateException("the mail server does not listen: " + output());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean connects(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    /** What the server wrote. */
    String output() {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.getFileName().toString().matches("output|.*log")) {
                    text.append(Files.readString(file));
                }
            }
            return text.toString();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        process.onExit()
                .completeOnTimeout(process, TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        Folders.delete(folder);
    }
}
