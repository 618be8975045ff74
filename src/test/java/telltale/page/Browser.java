package telltale.page;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A browser without a window, as one reader uses it. */
public abstract class Browser implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    /** A frame has an empty document first, at least in Firefox. */
    private static final String LOADED =
            "return document.images.length > 0 && [...document.images].every(({ complete }) => complete)";

    private final RemoteWebDriver driver;

    Browser(RemoteWebDriver driver) {
        this.driver = driver;
    }

    static void require(Path program, String debianPackage) {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(
                    program + " is missing. Remedy: apt-get install --no-install-recommends " + debianPackage);
        }
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

    /** Steps into the frame of that selector and waits until its images are there. */
    void seeImagesIn(String frame) {
        driver.switchTo().frame(see(frame));
        await("the images of " + frame, page -> ask(LOADED).equals(true) ? page : null);
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
}
