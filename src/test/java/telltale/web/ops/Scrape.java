package telltale.web.ops;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict parser of the Prometheus text format 0.0.4: every metric has help and type before its samples, which are
 * contiguous; there are no duplicates; counters end in {@code _total} and no other metric does; the text ends with a line
 * terminator.
 *
 * @param samples values by name and labels, such as {@code hits_total{disposition="stored"}}
 * @param types the types of the metrics by name
 */
public record Scrape(Map<String, Double> samples, Map<String, String> types) {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") ((?:[^\\\\]|\\\\\\\\|\\\\n)+)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram)");
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\"";
    private static final Pattern SAMPLE = Pattern.compile(
            "(" + NAME + ")(\\{" + LABEL + "(?:," + LABEL + ")*\\})? (NaN|-?[0-9]+(?:\\.[0-9]+(?:E-?[0-9]+)?)?)");

    public static Scrape parse(String text) {
        require(text.endsWith("\n"), "the text does not end with a line's end");
        Map<String, Double> samples = new LinkedHashMap<>();
        Map<String, String> types = new HashMap<>();
        Set<String> helped = new HashSet<>();
        String current = null;
        for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                require(helped.add(help.group(1)), "a second help: " + line);
                current = help.group(1);
            } else if (type.matches()) {
                require(type.group(1).equals(current), "a type that does not follow its help: " + line);
                require(types.put(type.group(1), type.group(2)) == null, "a second type: " + line);
            } else if (sample.matches()) {
                require(isOf(sample.group(1), current, types), "a sample outside of its metric: " + line);
                String labels = sample.group(2) == null ? "" : sample.group(2);
                Double before = samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
                require(before == null, "a second sample: " + line);
            } else {
                throw new AssertionError("no line of the format: " + line);
            }
        }
        types.forEach((name, type) -> require(
                type.equals("counter") == name.endsWith("_total"), name + " is a " + type + " by its type alone"));
        return new Scrape(samples, types);
    }

    private static boolean isOf(String name, @Nullable String current, Map<String, String> types) {
        String type = current == null ? null : types.get(current);
        return "histogram".equals(type)
                ? name.matches(current + "_(bucket|sum|count)")
                : name.equals(current) && type != null;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    public double value(String sample) {
        Double value = samples.get(sample);
        require(value != null, sample + " is not among " + samples.keySet());
        return value == null ? Double.NaN : value;
    }
}
