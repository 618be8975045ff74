package telltale.build;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Blocks of code in the documents, for tests that run them. */
public final class DocumentedCode {
    private DocumentedCode() {}

    /** The first block of a language in a document in the folder {@code docs}. */
    public static String first(String document, String language) throws IOException {
        return after("", document, language);
    }

    /**
     * The first block after a text.
     *
     * @param text a heading, for example
     * @param document the name of a file in the folder {@code docs}
     * @param language as written after the fence
     */
    public static String after(String text, String document, String language) throws IOException {
        String whole = Files.readString(Path.of("docs", document));
        String fence = "\n```" + language + "\n";
        int start = whole.indexOf(text);
        int block = whole.indexOf(fence, Math.max(0, start));
        assertTrue(start >= 0 && block >= 0, () -> document + " has no " + language + " after " + text);
        int code = block + fence.length();
        return whole.substring(code, whole.indexOf("\n```", code) + 1);
    }
}
