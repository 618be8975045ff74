package telltale.judging;

import java.util.ArrayList;
import java.util.List;

/** A line of a data file that says something: neither empty nor a comment. */
record Line(String file, int number, String text) {
    static List<Line> of(String file, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(new Line(file, number, line.strip()));
            }
        }
        return lines;
    }

    /** What to throw because of this line. */
    BadLine bad(String sentence) {
        return new BadLine(file, number, sentence);
    }
}
