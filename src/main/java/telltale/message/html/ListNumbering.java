package telltale.message.html;

import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** Numbers the items of lists as browsers do (WHATWG HTML sections 4.4.5 to 4.4.8). */
final class ListNumbering {
    private static final int LETTERS = 26;
    private static final int MAX_ROMAN = 3999;
    private static final int[] ROMAN_VALUES = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
    private static final String[] ROMAN = {"m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"};
    private static final Pattern NUMBER = Pattern.compile("\\s*[+-]?\\d{1,9}(?!\\d).*", Pattern.DOTALL);
    private static final Pattern AFTER_NUMBER = Pattern.compile("(?<=\\d)\\D.*", Pattern.DOTALL);
    private static final Pattern UNMARKED =
            Pattern.compile("list-style(?:-type)?\\s*:[^;]{0,100}?\\bnone\\b", Pattern.CASE_INSENSITIVE);

    /** The number of the last item of each list, including hidden items. */
    private final IdentityHashMap<Element, Integer> numbers = new IdentityHashMap<>();

    /** Counts an element if it is a list item. */
    void count(Element element) {
        Element list = element.parent();
        if (!element.nameIs("li") || list == null) {
            return;
        }
        int step = list.hasAttr("reversed") ? -1 : 1;
        Integer before = numbers.get(list);
        int number = before == null ? start(list) : before + step;
        numbers.put(list, number(element.attr("value"), number));
    }

    /** The bullet or number of a list item that was counted; empty if its style has none. */
    String bullet(Element item) {
        Element list = item.parent();
        if (isUnmarked(item) || (list != null && isUnmarked(list))) {
            return "";
        }
        if (list == null || !list.nameIs("ol")) {
            return "-";
        }
        String type = item.hasAttr("type") ? item.attr("type") : list.attr("type");
        return numeral(numbers.getOrDefault(list, 1), type.strip()) + ".";
    }

    private static boolean isUnmarked(Element element) {
        return UNMARKED.matcher(element.attr("style")).find();
    }

    private static int start(Element list) {
        long items = list.hasAttr("reversed")
                ? list.children().stream().filter(child -> child.nameIs("li")).count()
                : 1;
        return number(list.attr("start"), (int) items);
    }

    private static int number(String text, int otherwise) {
        return NUMBER.matcher(text).matches()
                ? Integer.parseInt(AFTER_NUMBER.matcher(text.strip()).replaceFirst(""))
                : otherwise;
    }

    private static String numeral(int number, String type) {
        return switch (type) {
            case "a" -> letters(number);
            case "A" -> letters(number).toUpperCase(Locale.ROOT);
            case "i" -> roman(number);
            case "I" -> roman(number).toUpperCase(Locale.ROOT);
            default -> String.valueOf(number);
        };
    }

    private static String letters(int number) {
        if (number < 1) {
            return String.valueOf(number);
        }
        StringBuilder letters = new StringBuilder();
        for (int rest = number; rest > 0; rest = (rest - 1) / LETTERS) {
            letters.insert(0, (char) ('a' + (rest - 1) % LETTERS));
        }
        return letters.toString();
    }

    private static String roman(int number) {
        if (number < 1 || number > MAX_ROMAN) {
            return String.valueOf(number);
        }
        StringBuilder roman = new StringBuilder();
        int rest = number;
        for (int i = 0; i < ROMAN.length; i++) {
            for (; rest >= ROMAN_VALUES[i]; rest -= ROMAN_VALUES[i]) {
                roman.append(ROMAN[i]);
            }
        }
        return roman.toString();
    }
}
