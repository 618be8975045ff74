package telltale.doctor;

import java.util.List;

/**
 * A check that runs beside others.
 *
 * @param name what it checks, in a word or two
 * @param work may block, and is interrupted when it takes too long
 */
public record Check(String name, Work work) {
    /** The work of a check. */
    @FunctionalInterface
    public interface Work {
        List<Finding> run() throws InterruptedException;
    }
}
