package telltale.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A file of rules: its version, then each rule as an id in brackets and the lines of that rule.
 *
 * @param version the version in the first line
 * @param rules the rules in the order of the file
 * @param last the last line, for what is missing at the end
 */
public record RuleFile(String version, List<Block> rules, DataLine last) {
    /**
     * The lines of one rule.
     *
     * @param head the line with the id
     */
    public record Block(String id, DataLine head, List<DataLine> body) {
        /**
         * The line with a key.
         *
         * @param lines the lines of the rule by key
         * @throws InvalidDataFileException if there is none
         */
        public DataLine required(String key, Map<String, DataLine> lines) {
            DataLine line = lines.get(key);
            if (line == null) {
                throw head.error("the rule has no \"" + key + "\"");
            }
            return line;
        }
    }

    /**
     * Splits a file into rules.
     *
     * @param file its name, for messages
     * @throws InvalidDataFileException if the version is missing, or an id is invalid or repeated
     */
    public static RuleFile parse(String file, String text) {
        List<DataLine> lines = DataLine.of(file, text);
        String version = DataLine.version(file, lines);
        return new RuleFile(version, blocks(lines.subList(1, lines.size())), lines.get(lines.size() - 1));
    }

    private static List<Block> blocks(List<DataLine> lines) {
        List<Block> blocks = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int start = 0; start < lines.size(); ) {
            int end = start + 1;
            while (end < lines.size() && !isHead(lines.get(end))) {
                end++;
            }
            DataLine head = lines.get(start);
            Block block = new Block(id(head), head, List.copyOf(lines.subList(start + 1, end)));
            if (!ids.add(block.id)) {
                throw head.error("there is another rule \"" + block.id + "\"");
            }
            blocks.add(block);
            start = end;
        }
        return List.copyOf(blocks);
    }

    private static String id(DataLine head) {
        if (!isHead(head)) {
            throw head.error("a rule must begin with its id in brackets");
        }
        String id = head.text().substring(1, head.text().length() - 1);
        if (!id.matches("[a-z0-9-]{1,40}")) {
            throw head.error("an id has 1 to 40 lower-case letters, digits and hyphens");
        }
        return id;
    }

    private static boolean isHead(DataLine line) {
        return line.text().startsWith("[") && line.text().endsWith("]");
    }
}
