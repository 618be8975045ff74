package telltale.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/**
 * Two class loaders: a parent with only Tomcat's libraries, which is all that a web application may see of its server; and
 * a child for the launcher, with its own libraries and those that it shares with the web application.
 *
 * <p>The web application gets its own loader with the same parent. So it runs as on any Tomcat, and sees no class of the
 * launcher.
 */
record ClassLoaders(URLClassLoader tomcat, URLClassLoader launcher) implements AutoCloseable {
    /** Excluded, because it would be a second logging back end that configures itself from the WAR. */
    private static final String WEB_LOGGING = "logback-";

    static ClassLoaders over(WorkFolder folder) throws IOException {
        Path libraries = folder.launcher().resolve("WEB-INF/launcher");
        URLClassLoader tomcat = new URLClassLoader(
                "tomcat", urls(jars(libraries.resolve("tomcat"))), ClassLoader.getPlatformClassLoader());
        List<Path> launcher = new ArrayList<>();
        launcher.add(folder.launcher());
        launcher.addAll(jars(libraries));
        launcher.add(folder.application().resolve("WEB-INF/classes"));
        launcher.addAll(jars(folder.application().resolve("WEB-INF/lib")));
        return new ClassLoaders(tomcat, new URLClassLoader("launcher", urls(launcher), tomcat));
    }

    /** Creates the run command from the unpacked files; it is also {@link AutoCloseable}. */
    @SuppressWarnings("unchecked")
    Callable<Integer> newRun(WorkFolder folder, String version) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(launcher);
        return (Callable<Integer>) launcher.loadClass("telltale.launcher.RunCommand")
                .getConstructor(Path.class, Path.class, String.class)
                .newInstance(folder.application(), folder.tomcat(), version);
    }

    /**
     * Runs a command of the web application, which the launcher knows only by name.
     *
     * @return the exit status
     */
    int command(String type, PrintStream out, PrintStream err) throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(launcher);
        return (int) launcher.loadClass(type)
                .getMethod("run", Map.class, Path.class, PrintStream.class, PrintStream.class)
                .invoke(null, LauncherDefaults.defaults(), LauncherDefaults.ENV_FILE, out, err);
    }

    /** Runs a command of the web application that takes arguments. */
    int command(String type, List<String> arguments, PrintStream out, PrintStream err)
            throws ReflectiveOperationException {
        Thread.currentThread().setContextClassLoader(launcher);
        return (int) launcher.loadClass(type)
                .getMethod("run", Map.class, Path.class, List.class, PrintStream.class, PrintStream.class)
                .invoke(null, LauncherDefaults.defaults(), LauncherDefaults.ENV_FILE, arguments, out, err);
    }

    private static List<Path> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .filter(file -> !file.getFileName().toString().startsWith(WEB_LOGGING))
                    .sorted()
                    .toList();
        }
    }

    private static URL[] urls(List<Path> paths) throws IOException {
        List<URL> urls = new ArrayList<>();
        for (Path path : paths) {
            urls.add(path.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    @Override
    public void close() throws IOException {
        launcher.close();
        tomcat.close();
    }
}
