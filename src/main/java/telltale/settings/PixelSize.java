package telltale.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width and height of the custom image in the HTML of messages, in CSS pixels. */
public record PixelSize(int width, int height) {
    private static final int MAX_PIXELS = 2000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    /** @throws IllegalArgumentException if either is not from 1 to 2000 */
    public PixelSize {
        if (width < 1 || width > MAX_PIXELS || height < 1 || height > MAX_PIXELS) {
            throw new IllegalArgumentException("width and height are from 1 to " + MAX_PIXELS + " pixels");
        }
    }

    /** Parses {@code 200x100}, width first, with the exceptions of the constructor. */
    public static PixelSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a size is written as 200x200");
        }
        return new PixelSize(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }
}
