import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures what the page costs the browser of its reader: processor time and memory of the overview and of the live view
 * while 200 events a second arrive at a server with many stored events, the time until the first view is drawn, and the
 * frames while a list of 10,000 rows is scrolled.
 *
 * <p>{@code bench/run page [stored events] [seconds per view] [rows]}. It needs Chromium.
 */
public final class Dashboard {
    private static final int PER_SECOND = 200;
    private static final int LOADS = 10;
    private static final int SETTLE_MILLIS = 5_000;
    private static final int SCROLL_SECONDS = 60;
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private static final double MAX_CORE = 0.1;
    private static final double MAX_HEAP = 100e6;
    private static final double MAX_FIRST_VIEW = 1_000;
    private static final double MIN_FRAMES = 57;
    private static final double MAX_LATE = 0.05;

    /** How long a step of the page may take. */
    private static final int STEP_SECONDS = 60;

    /**
     * Resolves as soon as an expression is true in a frame, to the milliseconds since the navigation began in the next one. Fails as
     * soon as the page shows a problem, or when the time is up, with what it showed: a request that failed, no frames, or neither.
     */
    private static final String UNTIL = """
            new Promise((done, fail) => {
                let frames = 0;
                const stop = (reason) => fail(new Error(reason + '; ' + frames + ' frames; ' + document.getElementById('main').innerText.slice(0, 500)));
                const problem = () => document.querySelector('.notice.problem');
                const look = () => requestAnimationFrame(() => {
                    frames++;
                    if (%s) {
                        requestAnimationFrame(() => done(performance.now()));
                    } else if (problem()) {
                        stop('The page shows a problem: ' + problem().innerText);
                    } else {
                        look();
                    }
                });
                look();
                setTimeout(() => stop('No answer'), %d * 1000);
            })
            """;

    private static final String OVERVIEW_DRAWN = "document.querySelector('.dashboard .tile') && !document.querySelector('.dashboard .outline')";
    private static final String ROWS = "Number(document.querySelector('.pane-foot .hint')?.textContent.replaceAll(/[^0-9]/g, ''))";

    private static final String SCROLL = """
            new Promise((done, fail) => {
                const seconds = %d;
                const distance = document.documentElement.scrollHeight - innerHeight;
                const times = [];
                const frame = (now) => {
                    times.push(now);
                    const part = (now - times[0]) / (seconds * 1000);
                    scrollTo(0, distance * Math.min(1, part));
                    part < 1 ? requestAnimationFrame(frame) : done(times);
                };
                scrollTo(0, 0);
                requestAnimationFrame(frame);
                setTimeout(() => fail(new Error('The browser drew ' + times.length + ' frames in twice the time')), 2 * seconds * 1000);
            })
            """;

    private final DevTools browser;
    private final URI site;
    private boolean isReached = true;

    private Dashboard(DevTools browser, ServerProcess server) {
        this.browser = browser;
        this.site = URI.create("http://localhost:" + server.port() + "/app/");
    }

    public static void main(String[] arguments) throws Exception {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 30_000_000;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        int rows = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10_000;
        Machine.require("chromium", "chromium");
        Path home = Homes.copyOf(events);
        boolean isReached;
        try (ServerProcess server = ServerProcess.telltale(home);
                DevTools browser = new DevTools()) {
            MachineLoad load = new MachineLoad(60);
            load.await();
            String machine = Machine.line();
            Dashboard page = new Dashboard(browser, server);
            try (PixelFeed feed = new PixelFeed(server, home, PER_SECOND)) {
                page.signIn(Files.readString(home.resolve("key")).strip());
                System.out.printf("%s%n%n", machine);
                System.out.printf("| %,d stored events, and new ones all the time | measured | aim | |%n", events);
                System.out.println("| --- | ---: | ---: | --- |");
                page.firstView();
                page.view("overview", OVERVIEW_DRAWN, seconds);
                page.view("live", "document.querySelector('.events')", seconds);
                page.requireNewEvents();
                page.scroll(rows);
                System.out.printf("%n%.0f opens a second were answered. %s%n", feed.perSecond(), load.sentence());
            }
            isReached = page.isReached;
        } finally {
            Homes.delete(home);
        }
        if (!isReached) {
            throw new BenchmarkException("Target missed: see the last column.");
        }
    }

    private void signIn(String key) {
        browser.send("Page.enable");
        browser.send("Performance.enable");
        browser.go(site);
        until("document.querySelector('#key')");
        browser.evaluate("document.querySelector('#key').value = '" + key + "'; document.querySelector('#key').form.requestSubmit()");
        until(OVERVIEW_DRAWN);
    }

    /** Navigations with an empty cache, until figures, chart and tables are drawn. */
    private void firstView() {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i <= LOADS; i++) {
            browser.go(URI.create("about:blank"));
            browser.send("Network.clearBrowserCache");
            browser.go(site);
            double drawn = until(OVERVIEW_DRAWN);
            if (i > 0) {
                millis.add(drawn);
            }
        }
        Figures figures = Figures.of(millis);
        row("first view drawn, empty cache, ms, median of " + LOADS, figures.spread(), "< 1,000", figures.median() < MAX_FIRST_VIEW);
    }

    /** The share of a core and the heap of a view, while it is shown and events arrive. */
    private void view(String name, String isDrawn, int seconds) throws InterruptedException {
        System.err.printf("%s for %d s%n", name, seconds);
        browser.evaluate("location.hash = '#/" + name + "'");
        until(isDrawn);
        Thread.sleep(SETTLE_MILLIS);
        Map<String, Double> before = browser.metrics();
        Thread.sleep(seconds * 1_000L);
        Map<String, Double> after = browser.metrics();
        browser.send("HeapProfiler.collectGarbage");
        double heap = browser.metrics().get("JSHeapUsedSize");
        double core = (after.get("TaskDuration") - before.get("TaskDuration")) / (after.get("Timestamp") - before.get("Timestamp"));
        double processor = (after.get("ThreadTime") - before.get("ThreadTime")) / (after.get("Timestamp") - before.get("Timestamp"));
        row(name + ", " + seconds + " s: tasks of the main thread, share of a core (its processor time)",
                String.format("%.1f %% (%.1f %%)", 100 * core, 100 * processor), "< 10 %", core < MAX_CORE);
        row(name + ": JavaScript heap after a collection, MB", String.format("%.1f", heap / 1e6), "< 100", heap < MAX_HEAP);
    }

    /** Otherwise, a view that stands still would get the best figures. */
    private void requireNewEvents() {
        String newest = "document.querySelector('.event time').dateTime";
        Duration age = Duration.between(Instant.parse(((JsonString) browser.evaluate(newest)).getString()), Instant.now());
        if (age.compareTo(MAX_AGE) > 0) {
            throw new BenchmarkException("The newest event of the live view is " + age.toMillis() + " ms old");
        }
    }

    private void scroll(int rows) {
        System.err.printf("reading %,d rows%n", rows);
        browser.evaluate("location.hash = '#/deliveries'");
        until("document.querySelector('table.listing') && " + ROWS + " > 0");
        int read = rows();
        while (read < rows) {
            browser.evaluate("document.querySelector('.pane-foot button').click()");
            until(ROWS + " > " + read);
            read = rows();
        }
        System.err.printf("scrolling %,d rows in %d s%n", read, SCROLL_SECONDS);
        double before = browser.metrics().get("ThreadTime");
        List<Double> times = browser.evaluate(SCROLL.formatted(SCROLL_SECONDS)).asJsonArray().getValuesAs(JsonNumber.class).stream()
                .map(JsonNumber::doubleValue)
                .toList();
        report(read, times, 1_000 * (browser.metrics().get("ThreadTime") - before) / times.size());
    }

    private int rows() {
        return ((JsonNumber) browser.evaluate(ROWS)).intValue();
    }

    private void report(int rows, List<Double> times, double processorMillis) {
        List<Double> frames = new ArrayList<>();
        for (int i = 1; i < times.size(); i++) {
            frames.add(times.get(i) - times.get(i - 1));
        }
        double perSecond = frames.size() / ((times.get(times.size() - 1) - times.get(0)) / 1_000);
        double late = share(frames, 17.5);
        String scrolled = String.format("scrolling %,d rows in %d s: ", rows, SCROLL_SECONDS);
        row(scrolled + "frames a second", String.format("%.1f", perSecond), "60", perSecond >= MIN_FRAMES);
        row(scrolled + "frames over 17 ms", String.format("%.1f %%", 100 * late), "< 5 %", late < MAX_LATE);
        row(scrolled + "frames over 33 ms", String.format("%.1f %%", 100 * share(frames, 34)), "", true);
        row(scrolled + "processor time of the main thread for each frame, ms", String.format("%.1f", processorMillis), "", true);
    }

    private static double share(List<Double> frames, double millis) {
        return frames.stream().filter(frame -> frame > millis).count() / (double) frames.size();
    }

    private double until(String expression) {
        return ((JsonNumber) browser.evaluate(UNTIL.formatted(expression, STEP_SECONDS))).doubleValue();
    }

    private void row(String what, String measured, String aim, boolean isFine) {
        isReached &= isFine;
        System.out.printf("| %s | %s | %s | %s |%n", what, measured, aim, isFine ? "" : "missed");
    }
}
