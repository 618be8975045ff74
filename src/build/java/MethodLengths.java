import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures the length of every method below {@code src/main/java}, and fails if the code exceeds its bounds. Run:
 * {@code java src/build/java/MethodLengths.java}
 *
 * <p>The length of a method is the number of lines between its braces; a body of one line has length 1.
 */
public final class MethodLengths {
    private static final Path SOURCES = Path.of("src/main/java");
    private static final int MAX_FILE_LINES = 450;

    /** The bounds that hold today; lower them when the code gets shorter. */
    private static final List<Bound> BOUNDS = List.of(
            new Bound("all packages", any -> true, 5, 15),
            new Bound("telltale.store.*", name -> name.startsWith("telltale.store"), 5, 15),
            new Bound("telltale.web.*", name -> name.startsWith("telltale.web"), 5, 15));

    private record Method(String packageName, String name, long lines) {}

    private record Bound(String title, Predicate<String> packages, long median, long p90) {
        boolean holds(List<Method> methods) {
            Statistics all = Statistics.of(
                    title, methods.stream().filter(one -> packages.test(one.packageName)).toList());
            System.out.println(all + "   at most: median " + median + ", p90 " + p90);
            return all.median <= median && all.p90 <= p90;
        }
    }

    private record Statistics(String title, int count, long median, long p90, long p99, Method longest) {
        static Statistics of(String title, List<Method> methods) {
            List<Method> sorted = methods.stream()
                    .sorted(Comparator.comparingLong(Method::lines))
                    .toList();
            return new Statistics(
                    title,
                    sorted.size(),
                    percentile(sorted, 50),
                    percentile(sorted, 90),
                    percentile(sorted, 99),
                    sorted.get(sorted.size() - 1));
        }

        private static long percentile(List<Method> sorted, int percent) {
            return sorted.get((sorted.size() * percent + 99) / 100 - 1).lines;
        }

        @Override
        public String toString() {
            return String.format(
                    "%-28s %5d methods   median %2d   p90 %2d   p99 %2d   longest %3d %s",
                    title, count, median, p90, p99, longest.lines, longest.name);
        }
    }

    private MethodLengths() {}

    public static void main(String[] arguments) throws IOException {
        if (!check()) {
            System.exit(1);
        }
    }

    /** Prints the figures; returns whether every bound holds. */
    private static boolean check() throws IOException {
        List<Path> files = files();
        List<Method> methods = methods(files);
        Map<String, List<Method>> byPackage = new TreeMap<>();
        methods.forEach(one -> byPackage
                .computeIfAbsent(one.packageName, any -> new ArrayList<>())
                .add(one));
        byPackage.forEach((name, own) -> System.out.println(Statistics.of(name, own)));
        boolean isShort = true;
        for (Bound bound : BOUNDS) {
            isShort &= bound.holds(methods);
        }
        for (Path file : files) {
            long lines = Files.readAllLines(file).size();
            if (lines > MAX_FILE_LINES) {
                System.out.println(file + " has " + lines + " lines, more than " + MAX_FILE_LINES);
                isShort = false;
            }
        }
        System.out.println(isShort ? "All bounds hold." : "A bound is exceeded: split what is too long.");
        return isShort;
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static List<Method> methods(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            List<Method> methods = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(unit, positions, methods).scan(unit, null);
            }
            return methods;
        }
    }

    /** Collects the methods of one file, those of nested and anonymous classes too. */
    private static final class Scanner extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Method> methods;
        private final Deque<String> types = new ArrayDeque<>();

        Scanner(CompilationUnitTree unit, SourcePositions positions, List<Method> methods) {
            this.unit = unit;
            this.positions = positions;
            this.methods = methods;
        }

        @Override
        public Void visitClass(ClassTree type, Void none) {
            types.push(type.getSimpleName().toString());
            super.visitClass(type, none);
            types.pop();
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            BlockTree body = method.getBody();
            if (body != null) {
                String name = types.peek() + "." + method.getName();
                methods.add(new Method(String.valueOf(unit.getPackageName()), name, lines(body)));
            }
            return super.visitMethod(method, none);
        }

        private long lines(BlockTree body) {
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, body));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, body));
            return Math.max(body.getStatements().isEmpty() ? 0 : 1, last - first - 1);
        }
    }
}
