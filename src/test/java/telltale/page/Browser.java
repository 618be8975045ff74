package telltale.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium without a window, as one reader uses it. */
public final class Browser implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ChromeDriver driver;

    public Browser() {
        this(List.of());
    }

    private Browser(List<String> arguments) {
        require(CHROMIUM, "chromium");
        require(DRIVER, "chromium-driver");
        // With the executable named, nothing looks for one in the network.
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        driver = new ChromeDriver(service, options().addArguments(arguments));
    }

    /** A browser that names itself as one with a window does, so that what it requests counts as a person's. */
    static Browser ofPerson() throws IOException {
        String agent =
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%s.0.0.0 Safari/537.36"
                        .formatted(majorVersion());
        // The client hints would still name a headless browser.
        return new Browser(List.of("--user-agent=" + agent, "--disable-features=UserAgentClientHint"));
    }

    private static String majorVersion() throws IOException {
        Process chromium = new ProcessBuilder(CHROMIUM.toString(), "--version").start();
        String version = new String(chromium.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return version.replaceFirst("(?s)^Chromium (\\d+)\\..*", "$1");
    }

    private static void require(Path program, String debianPackage) {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    program + " is missing. Remedy: apt-get install --no-install-recommends " + debianPackage);
        }
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

    /** Goes on in a new tab of the same reader. */
    void takeAnotherTab() {
        String old = driver.getWindowHandle();
        String fresh = driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
        driver.switchTo().window(old).close();
        driver.switchTo().window(fresh);
        complaints();
    }

    /** Does something in a tab of its own, and comes back. */
    void aside(Runnable errand) {
        String here = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        errand.run();
        driver.close();
        driver.switchTo().window(here);
    }

    /** Opens a mail of the demo mailbox as its recipient would, in another tab. */
    void openInMailbox(URI site, String subject) {
        aside(() -> {
            go(site.resolve("/mailbox/"));
            see("a.row", subject).click();
            seeImagesIn("#panel-html iframe");
        });
    }

    /** Does something in the tab that was opened last, closes it, and comes back. */
    void inNewestTab(Runnable errand) {
        String here = driver.getWindowHandle();
        await("another tab", page -> page.getWindowHandles().size() > 1 ? page : null);
        List<String> tabs = List.copyOf(driver.getWindowHandles());
        driver.switchTo().window(tabs.get(tabs.size() - 1));
        errand.run();
        driver.close();
        driver.switchTo().window(here);
    }

    void reload() {
        driver.navigate().refresh();
    }

    public void go(URI address) {
        driver.get(address.toString());
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    public String title() {
        return Objects.requireNonNull(driver.getTitle());
    }

    /** The one element of that selector, as soon as it can be seen. */
    public WebElement see(String selector) {
        return await(
                selector + " to be seen",
                page -> page.findElements(By.cssSelector(selector)).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    /** That element, as soon as it holds the text. */
    public WebElement see(String selector, String text) {
        return await(
                selector + " to hold “" + text + "”",
                page -> page.findElements(By.cssSelector(selector)).stream()
                        .filter(element -> element.getText().contains(text))
                        .findFirst()
                        .orElse(null));
    }

    /** Steps into the frame of that selector and waits until all its images are there. */
    void seeImagesIn(String frame) {
        driver.switchTo().frame(see(frame));
        await(
                "the images of " + frame,
                page -> page.findElements(By.tagName("img")).stream()
                                .allMatch(image -> "true".equals(image.getDomProperty("complete")))
                        ? page
                        : null);
        driver.switchTo().defaultContent();
    }

    /** Does something within the frame of that selector. */
    void inFrame(String frame, Runnable errand) {
        driver.switchTo().frame(see(frame));
        errand.run();
        driver.switchTo().defaultContent();
    }

    /** The address of the document of the frame that the browser is in. */
    String frameAddress() {
        return String.valueOf(driver.executeScript("return location.href"));
    }

    /** Waits until the console holds a warning or an error with that text. */
    void seeComplaint(String text) {
        await(
                text + " in the console",
                page -> complaints().stream().anyMatch(one -> one.contains(text)) ? page : null);
    }

    <T> T await(String what, Function<WebDriver, @Nullable T> look) {
        return new WebDriverWait(driver, TIMEOUT)
                .ignoring(StaleElementReferenceException.class)
                .withMessage(() -> "waited for " + what + " at " + address() + ", where one reads: "
                        + driver.findElement(By.tagName("body")).getText())
                .until(look);
    }

    /** Types into whatever has the focus. */
    public void type(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    public WebElement focused() {
        return driver.switchTo().activeElement();
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

    /** By how many pixels the page is wider than what shows it. */
    public long overhang() {
        return (Long) Objects.requireNonNull(driver.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }

    /** How many tables are wider than the sheet that shows them. */
    long cutOff() {
        return (Long) Objects.requireNonNull(driver.executeScript("""
                return [...document.querySelectorAll('.sheet')]
                    .filter((sheet) => sheet.scrollWidth > sheet.clientWidth).length;
                """));
    }

    /** A colour as the browser computed it, such as {@code rgb(246, 248, 248)}. */
    public String background() {
        return String.valueOf(driver.executeScript("return getComputedStyle(document.body).backgroundColor"));
    }

    /** What the rules of axe-core for WCAG 2.2 AA and for good practice find wrong, a line each; mail in frames is a stranger's. */
    public List<String> barriers() throws IOException {
        driver.executeScript(axe());
        Object found = driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
                axe.run({ runOnly: tags, iframes: false }).then(({ violations }) => done(violations.flatMap(({ id, help, nodes }) =>
                    nodes.map(({ html, any }) => `${id}: ${help}: ${html} ${any.map((check) => check.message)}`))));
                """);
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    private static String axe() throws IOException {
        try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
            return new String(Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the console holds since the last question, warnings and errors only. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The result of a script on the page. */
    public Object ask(String script, Object... arguments) {
        return Objects.requireNonNull(driver.executeScript(script, arguments));
    }

    /** The result of a script that passes it to {@code done} when it is ready. */
    Object askLater(String script) {
        return Objects.requireNonNull(
                driver.executeAsyncScript("const done = arguments[arguments.length - 1];" + script));
    }

    /** What is shown, as the octets of an image. */
    public byte[] shown() {
        return driver.getScreenshotAs(OutputType.BYTES);
    }

    /** Leaves a picture of what is shown, for people, below the build's folder. */
    public void picture(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "pictures"));
        Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }

    /** Requires that what is shown has no barrier, fits its width, and is drawn completely. */
    void assertNoBarrier(String section) throws IOException {
        picture(section);
        List<String> found = barriers();
        assertAll(
                section,
                () -> assertEquals("", String.join("\n", found)),
                () -> assertEquals(0, overhang(), "pixels beyond the right edge"),
                () -> assertEquals(0, cutOff(), "tables that are cut off"));
    }

    /** Writes a screenshot for readers of the documentation, a WebP file. */
    void screenshot(Path folder, String name) throws IOException {
        Map<String, Object> image =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", 80));
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(image.get("data")));
        Files.write(Files.createDirectories(folder).resolve(name + ".webp"), bytes);
    }
}
