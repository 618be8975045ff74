package telltale.settings;

/** A text that no log, message or page ever shows. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "****";
    }
}
