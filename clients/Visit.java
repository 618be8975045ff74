import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One visit of a browser to the recorder's pages. It opens the first page as if its address was typed, and a click anywhere in a
 * page follows the page's only link.
 */
final class Visit {
    /** The kinds of request in the order in which they are made; each is the path of its address. */
    static final List<String> REQUESTS = List.of(
            "/typed", "/image-same-site", "/prefetch", "/image-cross-site", "/click-cross-site", "/click-same-site", "/refresh");

    /** WebKit makes no such request. */
    private static final String OPTIONAL = "/prefetch";

    private static final String PAGE_ELSEWHERE = "/elsewhere";
    private static final int START_SECONDS = 60;
    private static final int PREFETCH_SECONDS = 10;
    private static final int CLICK_SECONDS = 2;
    private static final int MAX_CLICKS = 10;

    private final Recorder recorder;
    private final String target;
    private final String other;

    Visit(Recorder recorder, String target, String other) {
        this.recorder = recorder;
        this.target = target;
        this.other = other;
    }

    /**
     * Starts the browser, clicks through the pages, and ends the browser.
     *
     * @return the required requests that it did not make
     */
    List<String> run(List<String> command, Path home) throws IOException, InterruptedException {
        recorder.serve(pages());
        Process browser = start(command, home);
        try {
            if (recorder.await(List.of("/typed", "/image-same-site"), START_SECONDS)) {
                recorder.await(List.of(OPTIONAL), PREFETCH_SECONDS);
                click(PAGE_ELSEWHERE, "/image-cross-site");
                click("/click-cross-site");
                click("/click-same-site", "/refresh");
            }
        } finally {
            end(browser);
        }
        List<String> missing = new ArrayList<>(REQUESTS);
        missing.removeAll(recorder.requests().keySet());
        missing.remove(OPTIONAL);
        return missing;
    }

    String firstAddress() {
        return target + "/typed";
    }

    private Map<String, String> pages() {
        return Map.of(
                "/typed", page("<link rel=prefetch href=/prefetch><img src=/image-same-site>", other + PAGE_ELSEWHERE),
                PAGE_ELSEWHERE, page("<img src=" + target + "/image-cross-site>", target + "/click-cross-site"),
                "/click-cross-site", page("", "/click-same-site"),
                "/click-same-site", page("<meta http-equiv=refresh content='0; url=/refresh'>", "/refresh"),
                "/refresh", page("", "/refresh"));
    }

    private static String page(String content, String link) {
        return "<!doctype html><title>Page</title>" + content + "<a href=" + link + " style='position:fixed;inset:0'>Next</a>";
    }

    /** The home is all that a program without a profile option sees of a user. */
    private static Process start(List<String> command, Path home) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File("target/clients/browser.log"));
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_") || name.startsWith("LC_"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("LANG", "en_US.UTF-8");
        return builder.start();
    }

    /** Clicks until these paths were requested. The first clicks may hit a page that is not shown yet. */
    private void click(String... paths) throws IOException, InterruptedException {
        for (int i = 0; i < MAX_CLICKS && !recorder.await(List.of(paths), CLICK_SECONDS); i++) {
            new ProcessBuilder("xdotool", "mousemove", "400", "400", "click", "1").inheritIO().start().waitFor();
        }
    }

    private static void end(Process browser) throws InterruptedException {
        List<ProcessHandle> children = browser.descendants().toList();
        browser.destroy();
        children.forEach(ProcessHandle::destroy);
        if (!browser.waitFor(10, TimeUnit.SECONDS)) {
            browser.destroyForcibly();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
