package telltale.message.html;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Sample messages as produced by editors, email clients and services, and the destinations of their links. */
public final class Newsletters {
    private static final String DESTINATIONS = "destinations.txt";
    private static final String[] SPLINTERS = {
        "<",
        ">",
        "\"",
        "'",
        "=",
        "&",
        ";",
        "-->",
        "<!--",
        "<!--[if mso]>",
        "<![endif]-->",
        "<![endif]>",
        "</a>",
        "</body>",
        "<a href=https://splinter.example/?x=1&y=2>",
        "<a href='https://splinter.example/ü'",
        "<table>",
        "</table>",
        "<p>",
        "<style>",
        "</style>",
        "<template>",
        "<svg>",
        "</svg>",
        "<noscript>",
        "<title>",
        "<base href=https://base.example/>",
        "\r\n",
        "\t",
        " ",
        "\u00a0",
        "\uD83D\uDE00",
        "\uFEFF",
        "<v:rect href=\"https://splinter.example/v\">",
        "href=",
        "<select>",
        "<textarea>",
        "</textarea>",
        "<b>",
        "</b>",
        "<plaintext>",
        "<area href=//x.example>"
    };

    private Newsletters() {}

    /** The HTML of each newsletter, by name. */
    public static Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".html")).toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all;
    }

    /** The destinations of each newsletter's links in source order, determined by hand. */
    public static Map<String, List<String>> destinations() {
        Map<String, List<String>> destinations = new TreeMap<>();
        List<String> links = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(folder().resolve(DESTINATIONS))) {
                if (line.endsWith(".html:")) {
                    links = new ArrayList<>();
                    destinations.put(line.substring(0, line.length() - 1), links);
                } else if (!line.isEmpty()) {
                    links.add(line);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return destinations;
    }

    /** A randomly broken message: pieces deleted, duplicated or swapped, and fragments of markup inserted. */
    public static String mutated(String html, Random random) {
        StringBuilder mutant = new StringBuilder(html);
        for (int accidents = 1 + random.nextInt(6); accidents > 0; accidents--) {
            int start = random.nextInt(mutant.length() + 1);
            int end = Math.min(mutant.length(), start + random.nextInt(30));
            String piece = mutant.substring(start, end);
            switch (random.nextInt(4)) {
                case 0 -> mutant.delete(start, end);
                case 1 -> mutant.insert(random.nextInt(mutant.length() + 1), piece);
                case 2 -> mutant.replace(start, end, SPLINTERS[random.nextInt(SPLINTERS.length)]);
                default -> mutant.insert(start, SPLINTERS[random.nextInt(SPLINTERS.length)]);
            }
        }
        return mutant.toString();
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(Newsletters.class.getResource("/telltale/message/newsletters"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
