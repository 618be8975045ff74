package telltale.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The width and height of the owner's image as mails state them, in CSS pixels. */
public record PixelSize(int width, int height) {
    private static final int LONGEST = 2000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    /** @throws IllegalArgumentException if either is not from 1 to 2000 */
    public PixelSize {
        if (width < 1 || width > LONGEST || height < 1 || height > LONGEST) {
            throw new IllegalArgumentException("a side has from 1 to " + LONGEST + " pixels");
        }
    }

    /** Reads {@code 200x100}, width first, with the exceptions of the constructor. */
    public static PixelSize parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("a size is written as 200x200");
        }
        return new PixelSize(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)));
    }
}
