import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ServerSocketFactory;

/**
 * Starts browsers against a recorder, and writes the headers that each sends to a table.
 *
 * <p>Arguments: the file of the table, a folder for temporary files, then the names of the browsers to measure; without names, all.
 */
public final class Measure {
    private final Path folder;
    private final Certificate certificate;
    private final Recorder plain;
    private final Recorder secure;

    private Measure(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = folder;
        this.certificate = Certificate.create(folder);
        this.plain = new Recorder(ServerSocketFactory.getDefault());
        this.secure = new Recorder(certificate.context().getServerSocketFactory());
    }

    public static void main(String[] arguments) throws Exception {
        List<String> names = Arrays.asList(arguments).subList(2, arguments.length);
        boolean complete = new Measure(Path.of(arguments[1])).measure(browsers(names), new Table(Path.of(arguments[0])));
        System.exit(complete ? 0 : 1);
    }

    private static List<Browser> browsers(List<String> names) {
        List<Browser> browsers = new ArrayList<>(List.of(Browser.values()));
        browsers.removeIf(browser -> !names.isEmpty() && !names.contains(browser.title()));
        if (browsers.size() < names.size()) {
            System.out.println("One of these is not a browser that can be measured: " + names + "; those are "
                    + Stream.of(Browser.values()).map(Browser::title).toList());
            System.exit(2);
        }
        return browsers;
    }

    /** @return whether all of them were measured */
    private boolean measure(List<Browser> browsers, Table table) throws Exception {
        boolean complete = true;
        for (Browser browser : browsers) {
            if (browser.isInstalled()) {
                complete &= measure(browser, table);
            } else {
                System.out.println(browser.title() + ": missing; apt-get install " + browser.debianPackage());
                complete = false;
            }
        }
        return complete;
    }

    private boolean measure(Browser browser, Table table) throws Exception {
        Version version = browser.version();
        List<String> rows = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            List<String> missing = visit(browser, transport, rows);
            if (!missing.isEmpty()) {
                System.out.println(version + ": not measured, because over " + transport.title() + " it did not request " + missing
                        + "; its messages are in target/clients/browser.log");
                return false;
            }
        }
        table.replace(version, rows);
        System.out.println(version + ": " + rows.size() + " header fields");
        return true;
    }

    private List<String> visit(Browser browser, Transport transport, List<String> rows) throws Exception {
        Recorder recorder = transport == Transport.HTTPS ? secure : plain;
        Path home = Files.createTempDirectory(folder, browser.title());
        browser.prepare(home, certificate, recorder.port());
        String target = transport.target(recorder.port());
        String other = transport.other(recorder.port());
        Visit visit = new Visit(recorder, target, other);
        List<String> missing = visit.run(browser.command(home, visit.firstAddress()), home);
        Map<String, Request> requests = recorder.requests();
        for (String path : Visit.REQUESTS) {
            if (requests.containsKey(path)) {
                String start = transport.title() + "\t" + path.substring(1) + "\t";
                requests.get(path).fields().forEach(field -> rows.add(start + row(field, target, other)));
            }
        }
        return missing;
    }

    /** Header and value, without the ports, which differ each time. */
    private static String row(String field, String target, String other) {
        String value = field.replaceFirst(": ?", "\t");
        return value.replace(hostAndPort(target), "target").replace(hostAndPort(other), "other");
    }

    private static String hostAndPort(String origin) {
        return origin.substring(origin.indexOf("//") + 2);
    }
}
