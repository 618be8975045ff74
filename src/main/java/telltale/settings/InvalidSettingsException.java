package telltale.settings;

import java.util.List;

/** Settings that Telltale cannot start with: one sentence for each thing wrong, with what to do about it. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problems sentences that hold no secret */
    public InvalidSettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    InvalidSettingsException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    /** Everything that is wrong; no sentence holds a secret. */
    public List<String> problems() {
        return problems;
    }
}
