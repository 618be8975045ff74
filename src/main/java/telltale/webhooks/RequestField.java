package telltale.webhooks;

import java.util.regex.Pattern;
import telltale.model.InvalidInputException;

/** A header field that the owner of an endpoint adds to its requests: {@code Authorization}, or one that begins with {@code X-}. */
public record RequestField(String name, String value) {
    private static final Pattern NAME = Pattern.compile("(?i)authorization|x-[a-z0-9-]{1,60}");
    private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]{0,998}[!-~])?");

    public RequestField {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "headers", "headers contains a name that cannot be set; allowed are Authorization and X-…");
        }
        if (!VALUE.matcher(value).matches()) {
            throw new InvalidInputException("headers", "headers." + name + " must have 1 to 1000 characters of ASCII");
        }
    }
}
