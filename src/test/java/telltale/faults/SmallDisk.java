package telltale.faults;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system with space for a small database and its write-ahead log, which can be filled to the last byte. */
final class SmallDisk {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mount(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        if (run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder.toString()) != 0) {
            fail("mount: a full disk needs a small file system, which only root may mount; run this as root");
        }
        return new SmallDisk(folder);
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    void fill() throws IOException {
        try (OutputStream ballast = Files.newOutputStream(file("ballast"))) {
            while (true) {
                ballast.write(new byte[4096]);
            }
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > 0) {
                throw full;
            }
        }
    }

    void freeSpace() throws IOException {
        Files.delete(file("ballast"));
    }

    void unmount() throws IOException, InterruptedException {
        if (run("umount", folder.toString()) != 0) {
            throw new IOException(folder + " is still in use");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
