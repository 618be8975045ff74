package telltale.page;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, and what its DevTools protocol changes beyond WebDriver. */
public final class Chromium extends Browser {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");

    private final ChromeDriver driver;

    public Chromium() {
        this(started(List.of()));
    }

    private Chromium(ChromeDriver driver) {
        super(driver);
        this.driver = driver;
    }

    private static ChromeDriver started(List<String> arguments) {
        require(CHROMIUM, "chromium");
        require(DRIVER, "chromium-driver");
        // With the executable named, nothing looks for one in the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new ChromeDriver(service, options().addArguments(arguments));
    }

    /** A browser that names itself as one with a window does, so that what it requests counts as a person's. */
    static Chromium ofPerson() throws IOException {
        String agent =
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%s.0.0.0 Safari/537.36"
                        .formatted(majorVersion());
        // The client hints would still name a headless browser.
        return new Chromium(started(List.of("--user-agent=" + agent, "--disable-features=UserAgentClientHint")));
    }

    private static String majorVersion() throws IOException {
        Process chromium = new ProcessBuilder(CHROMIUM.toString(), "--version").start();
        String version = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return version.replaceFirst("(?s)^Chromium (\\d+)\\..*", "$1");
    }

    private static ChromeOptions options() {
        LoggingPreferences everything = new LoggingPreferences();
        everything.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(new File(CHROMIUM.toString()));
        options.setCapability(ChromeOptions.LOGGING_PREFS, everything);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,800");
        return options;
    }

    /** Goes on in a new tab of a reader who is not signed in, which has no past and the size of a desk. */
    public void takeNewTab() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        takeAnotherTab();
    }

    /** Makes the screen that wide, in CSS pixels; 360 is a narrow phone's. */
    public void resize(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    public void prefer(String colorScheme) {
        prefer(Map.of("prefers-color-scheme", colorScheme));
    }

    /** Sets what the reader prefers, by the names of media features. */
    void prefer(Map<String, String> features) {
        List<Map<String, String>> all = features.entrySet().stream()
                .map(feature -> Map.of("name", feature.getKey(), "value", feature.getValue()))
                .toList();
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", all));
    }

    /** Shows the page as it is printed, or no longer. */
    void print(boolean on) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", on ? "print" : ""));
    }

    /** Writes a screenshot for readers of the documentation, a WebP file. */
    void screenshot(Path folder, String name) throws IOException {
        Map<String, Object> image =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", 80));
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(image.get("data")));
        Files.write(Files.createDirectories(folder).resolve(name + ".webp"), bytes);
    }
}
