package telltale.doctor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import telltale.doctor.Finding;

/**
 * Checks the free space of folders.
 *
 * @param folders each once; those that do not exist yet are where their parent is
 */
public record DiskCheck(Set<Path> folders) {
    private static final long MEGABYTE = 1_000_000;
    private static final long FEW = 100 * MEGABYTE;
    private static final long SOME = 1_000 * MEGABYTE;

    /** Checks each folder. */
    public List<Finding> run() {
        return folders.stream().map(DiskCheck::check).toList();
    }

    private static Finding check(Path folder) {
        Path existing = folder;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            return finding(folder, Files.getFileStore(existing).getUsableSpace());
        } catch (IOException failed) {
            return HostFinding.DISK_UNKNOWN.of(folder.toString(), "Reading its free space failed.");
        }
    }

    /** The finding for a number of free bytes. */
    static Finding finding(Path folder, long free) {
        HostFinding type =
                free < FEW ? HostFinding.DISK_FULL : free < SOME ? HostFinding.DISK_LOW : HostFinding.DISK_OK;
        return type.of(folder.toString(), free / MEGABYTE + " MB are free.");
    }
}
