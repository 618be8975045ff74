package telltale.web.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The parts of a long response, each made when the client has taken the one before. */
@FunctionalInterface
public interface ExportSource {
    /** The next part, which may be empty; null after the last one. */
    byte @Nullable [] next() throws IOException;
}
