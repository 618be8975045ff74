package telltale.settings;

/** A secret value, which is never shown in logs, messages or pages. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "****";
    }
}
