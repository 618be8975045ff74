import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Joins the modules and the stylesheets of the page, without comments, indentation and most line breaks, because many small files compress badly. Maven
 * runs it: {@code java src/build/java/PageBundle.java src/main/webapp target/page}
 *
 * <ul>
 *   <li>{@code assets/css/page.css}: the stylesheets, in the order of {@code index.html}.
 *   <li>{@code assets/js/main.js}: the source of that name, and the modules of the first view, which {@code index.html}
 *       preloads.
 *   <li>{@code assets/js/views.js}: the modules that are loaded later.
 *   <li>{@code index.html}, which links these.
 * </ul>
 *
 * <p>Each module becomes a function that is called once and returns an object with what the module exports. That is the
 * same if modules do not import each other in a circle, and no exported variable is assigned again. A circle, an import
 * of what is not exported, an import or export in another form than those below, and a module that none loads, fail the
 * build.
 */
public final class PageBundle {
    private static final String SCRIPTS = "assets/js/";
    private static final String MAIN = SCRIPTS + "main.js";
    private static final String VIEWS = SCRIPTS + "views.js";
    private static final String STYLES = "assets/css/page.css";

    private static final Pattern STYLESHEET = lines("^ *<link rel=\"stylesheet\" href=\"([^\"]+)\">\n");
    private static final Pattern PRELOAD = lines("^ *<link rel=\"modulepreload\" href=\"([^\"]+)\">\n");
    private static final Pattern COMMENT = lines("^\\s*(?://.*|/\\*[\\s\\S]*?\\*/|<!--.*-->)\n");
    /** A comment after a statement or an item. */
    private static final Pattern REMARK = lines("(?<=[;{,)\\]}]) +//[^\n`'\"]*$");
    /** Empty lines, and the indentation of others. Templates of several lines are those of htm, which ignores it. */
    private static final Pattern SPACE = lines("^\\s+");
    /** The end and the start of lines that need no line break between them. */
    private static final Pattern OPEN = Pattern.compile(".*[;{,(\\[]");
    private static final Pattern CONTINUED = Pattern.compile("(?:[)}\\].?:<]|\\$\\{|&&|\\|\\|).*");
    /** Names that so many modules import are constants outside of the modules. */
    private static final int SHARED = 3;

    private final Path source;
    private final Path target;
    /** The page as it is in the source. */
    private final String index;
    /** The paths of the modules that were begun. */
    private final Set<String> begun = new LinkedHashSet<>();
    /** The modules by their paths, each after those that it imports. */
    private final Map<String, Module> modules = new LinkedHashMap<>();

    private PageBundle(Path source, Path target) throws IOException {
        this.source = source;
        this.target = target;
        index = read("index.html");
    }

    public static void main(String[] folders) throws IOException {
        new PageBundle(Path.of(folders[0]), Path.of(folders[1])).write();
    }

    private void write() throws IOException {
        add(MAIN);
        linked(PRELOAD).forEach(this::add);
        List<Module> first = List.copyOf(modules.values());
        addLaterModules();
        List<Module> others = modules.values().stream()
                .filter(module -> !first.contains(module))
                .toList();
        Set<String> start = first.stream().map(module -> module.path).collect(Collectors.toSet());
        Map<String, String> shared = shared();
        write(MAIN, dense(joined(first, start, shared)));
        String imports = first.stream().map(module -> module.constants(shared)).collect(Collectors.joining());
        write(VIEWS, dense("import " + names(first) + " from './main.js';\n" + imports + joined(others, start, shared)));
        write(STYLES, dense(unindented(linked(STYLESHEET).stream().map(this::read).collect(Collectors.joining()))));
        write("index.html", bundledIndex());
    }

    /** Adds a module after those that it imports. */
    private void add(String path) {
        if (modules.containsKey(path)) {
            return;
        }
        check(begun.add(path), path + " imports itself through other modules");
        Module module = new Module(path, read(path));
        module.imports.forEach((imported, names) -> {
            add(imported);
            Set<String> missing = new LinkedHashSet<>(names);
            missing.removeAll(modules.get(imported).exports.keySet());
            check(missing.isEmpty(), path + " imports " + missing + ", which " + imported + " does not export");
        });
        modules.put(path, module);
    }

    private void addLaterModules() throws IOException {
        for (List<String> later = notAdded(); !later.isEmpty(); later = notAdded()) {
            later.forEach(this::add);
        }
        Set<String> unused = scripts();
        unused.removeAll(modules.keySet());
        check(unused.isEmpty(), "no module loads " + unused);
    }

    /** The modules that those added so far load later. */
    private List<String> notAdded() {
        return modules.values().stream()
                .flatMap(module -> module.later().stream())
                .filter(path -> !modules.containsKey(path))
                .toList();
    }

    /** The paths of all modules in the source. */
    private Set<String> scripts() throws IOException {
        try (Stream<Path> files = Files.walk(source.resolve(SCRIPTS))) {
            return files.map(file -> source.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(".js"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** The modules whose exports of some names are constants outside of the modules, by these names. */
    private Map<String, String> shared() {
        Map<String, Map<String, Integer>> importers = new TreeMap<>();
        modules.values().forEach(module -> module.imports.forEach((from, names) -> names.forEach(
                name -> importers.computeIfAbsent(name, none -> new TreeMap<>()).merge(from, 1, Integer::sum))));
        importers.remove("default");
        Map<String, String> shared = new TreeMap<>();
        importers.forEach((name, modules) -> modules.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() >= SHARED)
                .ifPresent(most -> shared.put(name, most.getKey())));
        return shared;
    }

    private static String joined(List<Module> modules, Set<String> start, Map<String, String> shared) {
        String functions = modules.stream()
                .map(module -> module.asFunction(start, shared) + module.constants(shared))
                .collect(Collectors.joining());
        return functions + "export " + names(modules) + ";\n";
    }

    private static String names(List<Module> modules) {
        return modules.stream().map(Module::name).collect(Collectors.joining(",", "{", "}"));
    }

    private String bundledIndex() {
        String page = PRELOAD.matcher(STYLESHEET.matcher(index).replaceAll("")).replaceAll("");
        return page.replace("</head>", "  <link rel=\"stylesheet\" href=\"" + STYLES + "\">\n</head>");
    }

    private List<String> linked(Pattern link) {
        return link.matcher(index).results().map(found -> found.group(1)).toList();
    }

    /** The text of a file without its comments. */
    private String read(String path) {
        try {
            String text = Files.readString(source.resolve(path)).replace("\r\n", "\n");
            return REMARK.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = target.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String unindented(String text) {
        return SPACE.matcher(text).replaceAll("");
    }

    /** Joins lines, except those after a comment. */
    private static String dense(String text) {
        StringBuilder dense = new StringBuilder();
        String before = "{";
        for (String line : text.split("\n")) {
            boolean isJoined = OPEN.matcher(before).matches() || CONTINUED.matcher(line).matches();
            dense.append(isJoined && !before.contains(" //") ? "" : "\n").append(line);
            before = line;
        }
        return dense.append('\n').toString();
    }

    private static Pattern lines(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE);
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** A module of the page. */
    private static final class Module {
        private static final Pattern IMPORT = lines("^import ?(?:\\{([^}]*)}|(\\w+)) ?from ?[\"'](\\.[^\"']+)[\"'];");
        private static final Pattern LATER = lines("\\bimport\\('(\\.[^']+)'\\)");
        private static final Pattern PASSED_ON = lines("^export \\{([^}]*)} from '(\\.[^']+)';");
        private static final Pattern DECLARED = lines("^export (?=(?:const|class|function|async function) (\\w+))");
        /** As in minified libraries. */
        private static final Pattern LISTED = lines("\\bexport\\{([^}]*)};\\s*\\z");

        private static final Pattern DEFAULT = lines("\\bexport default (?=function\\()");
        private static final Pattern OTHER = lines("(?:^|[;}])(?:import\\b(?!\\()|export\\b).*|\\bimport\\((?!'\\.[^']+'\\)).*");

        private final String path;
        /** The names that it imports, by the path of their module. */
        private final Map<String, Set<String>> imports = new LinkedHashMap<>();
        /** The names of its imports, and the names by which their modules export them, by the paths of these modules. */
        private final Map<String, Map<String, String>> constants = new LinkedHashMap<>();
        /** The values of the names that it exports. */
        private final Map<String, String> exports = new TreeMap<>();
        /** Its statements: imports have become constants, and {@code export} is left out. */
        private final String code;

        Module(String path, String text) {
            this.path = path;
            String rest = each(text, IMPORT, this::imported);
            rest = each(rest, PASSED_ON, this::passedOn);
            rest = each(rest, DECLARED, found -> exported(found.group(1), found.group(1), ""));
            rest = each(rest, DEFAULT, found -> exported("default", "default_", "const default_ = "));
            code = each(rest, LISTED, this::listed);
            OTHER.matcher(code).results().forEach(found -> check(
                    false, path + " has an import or export that PageBundle does not know: " + found.group()));
        }

        /** The name of its object. */
        String name() {
            return name(path);
        }

        /** The paths of the modules that it loads later. */
        List<String> later() {
            return LATER.matcher(code).results().map(found -> resolved(found.group(1))).toList();
        }

        /** The shared constants of what this module exports. */
        String constants(Map<String, String> shared) {
            List<String> names = exports.keySet().stream()
                    .filter(name -> path.equals(shared.get(name)))
                    .toList();
            return names.isEmpty() ? "" : "const {" + String.join(",", names) + "} = " + name() + ";\n";
        }

        /**
         * @param start the modules of the first view, which are there when a module asks for them
         * @param shared the names that need no constants here
         */
        String asFunction(Set<String> start, Map<String, String> shared) {
            String own = constants.entrySet().stream()
                    .map(from -> constantsOf(from.getKey(), from.getValue(), shared))
                    .collect(Collectors.joining());
            String body = own + each(code, LATER, found -> loaded(resolved(found.group(1)), start));
            String values = exports.entrySet().stream()
                    .map(export -> member(export.getKey(), export.getValue()))
                    .collect(Collectors.joining(","));
            return "const " + name() + " = (() => {\n" + unindented(body) + "return {" + values + "};\n})();\n";
        }

        private static String loaded(String path, Set<String> start) {
            return start.contains(path)
                    ? "Promise.resolve(" + name(path) + ")"
                    : "import('./views.js').then((views) => views." + name(path) + ")";
        }

        private String imported(MatchResult found) {
            boolean isDefault = found.group(2) != null;
            Map<String, String> names = names(isDefault ? "default as " + found.group(2) : found.group(1));
            String from = imported(found.group(3), names);
            constants.computeIfAbsent(from, none -> new LinkedHashMap<>()).putAll(names);
            return "";
        }

        private static String constantsOf(String from, Map<String, String> names, Map<String, String> shared) {
            List<String> constants = names.entrySet().stream()
                    .filter(name -> !from.equals(shared.get(name.getKey())) || !name.getKey().equals(name.getValue()))
                    .map(name -> member(name.getValue(), name.getKey()))
                    .toList();
            return constants.isEmpty() ? "" : "const {" + String.join(",", constants) + "} = " + name(from) + ";\n";
        }

        private static String member(String name, String value) {
            return name.equals(value) ? name : name + ":" + value;
        }

        private String passedOn(MatchResult found) {
            Map<String, String> names = names(found.group(1));
            String from = imported(found.group(2), names);
            names.forEach((name, original) -> exports.put(name, name(from) + "." + original));
            return "";
        }

        private String listed(MatchResult found) {
            exports.putAll(names(found.group(1)));
            return "";
        }

        private String exported(String name, String value, String replacement) {
            exports.put(name, value);
            return replacement;
        }

        private String imported(String from, Map<String, String> names) {
            String other = resolved(from);
            imports.computeIfAbsent(other, none -> new LinkedHashSet<>()).addAll(names.values());
            return other;
        }

        private String resolved(String relative) {
            return URI.create(path).resolve(relative).toString();
        }

        /** The names of a list such as {@code a, b as c}: {@code a} is {@code a}, and {@code c} is {@code b}. */
        private static Map<String, String> names(String list) {
            Map<String, String> names = new LinkedHashMap<>();
            for (String item : list.strip().split("\\s*,\\s*")) {
                String[] parts = item.split("\\s+as\\s+");
                names.put(parts[parts.length - 1], parts[0]);
            }
            return names;
        }

        private static String name(String path) {
            return "$" + path.substring(SCRIPTS.length(), path.length() - ".js".length()).replaceAll("\\W", "_");
        }

        private static String each(String text, Pattern pattern, Function<MatchResult, String> replacement) {
            return pattern.matcher(text)
                    .replaceAll(found -> Matcher.quoteReplacement(replacement.apply(found)));
        }
    }
}
