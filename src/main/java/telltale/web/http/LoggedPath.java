package telltale.web.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The path of a request, sanitized for logs: shortened, and without tokens, line breaks and the query. */
public final class LoggedPath {
    private static final int MAX_LENGTH = 120;
    private static final Pattern TOKEN =
            Pattern.compile("(/(?:pixel|click|unsubscribe|preferences|consent|view|archive)/).+");
    private static final Pattern UNPRINTABLE = Pattern.compile("[^!-~]");

    private LoggedPath() {}

    /**
     * Returns the sanitized path of a request.
     *
     * @param uri as the client sent it, without its query; null if the container does not know it
     */
    public static String of(@Nullable Object uri) {
        String text = String.valueOf(uri);
        int query = text.indexOf('?');
        String path = TOKEN.matcher(query < 0 ? text : text.substring(0, query)).replaceFirst("$1…");
        String shown = path.length() <= MAX_LENGTH ? path : path.substring(0, MAX_LENGTH) + "…";
        return UNPRINTABLE.matcher(shown).replaceAll(match -> match.group().equals("…") ? "…" : "?");
    }
}
