package telltale.settings;

import java.util.List;

/** Indicates settings that prevent the start, with one sentence per problem and its remedy. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    /** @param problems sentences that contain no secret */
    public InvalidSettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    InvalidSettingsException(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    /** All problems, as sentences that contain no secret. */
    public List<String> problems() {
        return problems;
    }
}
