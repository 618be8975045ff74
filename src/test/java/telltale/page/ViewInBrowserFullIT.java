package telltale.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import telltale.launcher.RunningWar;

/** What a message on its web page can do in the browser of a person who is signed in to the dashboard. */
class ViewInBrowserFullIT {
    private static Chromium browser;
    private static RunningWar telltale;
    private static URI site;
    private static HttpServer collector;
    private static final Queue<String> collected = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException, InterruptedException {
        browser = new Chromium();
        telltale = RunningWar.serving(folder);
        site = URI.create(telltale.awaitSite());
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", ViewInBrowserFullIT::collect);
        collector.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        telltale.close();
        collector.stop(0);
    }

    private static void collect(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/favicon.ico")) {
            collected.add(exchange.getRequestURI() + " from "
                    + exchange.getRequestHeaders().getFirst("Referer"));
        }
        byte[] page = "<title>collected</title>".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    @BeforeEach
    void signIn() throws IOException {
        browser.takeNewTab();
        browser.go(site.resolve("/app/"));
        if (!browser.ask("return document.title").toString().startsWith("Overview")) {
            browser.see("#key").sendKeys(telltale.key() + Keys.ENTER);
            browser.see("#overview-title");
        }
        collected.clear();
    }

    @Test
    void aHostileMailRunsNothingReadsNothingAndGoesNowhere() throws Exception {
        URI page = send("A hostile mail", hostile());
        browser.go(page);
        browser.see("#text", "A harmless text");
        browser.see("#submit").click();
        browser.see("#sign").click();
        browser.see("#script").click();
        browser.see("#text", "A harmless text");
        assertEquals(page.toString(), browser.address());
        assertEquals("A mail", browser.title());
        assertEquals(List.of(), List.copyOf(collected));
    }

    @Test
    void thePolicyAloneStopsWhatTheRewritingWouldMiss() throws Exception {
        URI page = send("A harmless mail", "<p id=text>A harmless text</p><a href={{view}}>view</a>");
        String policy = ask(HttpRequest.newBuilder(page).build())
                .headers()
                .firstValue("Content-Security-Policy")
                .orElseThrow();
        HttpServer raw = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        raw.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/html;charset=UTF-8");
            exchange.getResponseHeaders().add("Content-Security-Policy", policy);
            exchange.getResponseHeaders().add("Referrer-Policy", "no-referrer");
            byte[] body = hostile().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        raw.start();
        try {
            URI address = URI.create("http://127.0.0.1:" + raw.getAddress().getPort() + "/");
            browser.go(address);
            browser.see("#submit").click();
            browser.see("#script").click();
            browser.see("#text", "A harmless text");
            assertEquals("A mail", browser.title());
            assertEquals(List.of(), List.copyOf(collected));
        } finally {
            raw.stop(0);
        }
    }

    @Test
    void thePageHasAnOriginOfItsOwn() throws Exception {
        browser.go(send("A mail", hostile()));
        browser.see("#text");
        assertEquals("null", browser.ask("return self.origin"));
        for (String secret : List.of("document.cookie", "localStorage.length", "sessionStorage.length")) {
            String result = String.valueOf(
                    browser.ask("try { return 'read ' + " + secret + "; } catch (refused) { return refused.name; }"));
            assertEquals("SecurityError", result, secret);
        }
        assertEquals(
                "TypeError",
                browser.ask("return fetch('/app/api/v1/session').then(() => 'fetched', (refused) => refused.name)"));
    }

    @Test
    void aLinkOpensANewTabWithoutRefererOrOpener() throws Exception {
        browser.go(send("A mail", hostile()));
        String page = browser.address();
        browser.see("#link").click();
        browser.inNewestTab(() -> {
            browser.see("title", "");
            assertEquals("collected", browser.title());
            assertEquals("true", String.valueOf(browser.ask("return window.opener === null")));
            assertEquals("http://127.0.0.1:" + collector.getAddress().getPort(), browser.ask("return self.origin"));
        });
        assertEquals(page, browser.address());
        assertEquals(List.of("/link from null"), List.copyOf(collected));
    }

    @ParameterizedTest
    @ValueSource(ints = {1200, 360})
    void aNewsletterLooksAsItShould(int width) throws Exception {
        URI page = send("Spring newsletter", NEWSLETTER);
        browser.resize(width);
        browser.go(page);
        browser.see("#logo");
        assertEquals("120", String.valueOf(browser.ask("return document.querySelector('#logo').naturalWidth")));
        browser.picture("view-" + width);
        browser.resize(1200);
    }

    @Test
    void anExpiredPageSaysSo() throws Exception {
        URI page = send("Spring newsletter", NEWSLETTER);
        HttpRequest end = HttpRequest.newBuilder(site.resolve("/app/api/v1/messages/" + lastMessage + "/view"))
                .header("Authorization", "Bearer " + telltale.key())
                .DELETE()
                .build();
        assertEquals(204, ask(end).statusCode());
        browser.resize(360);
        browser.go(page);
        browser.see("h1", "This page has expired");
        assertEquals(0, browser.overhang());
        browser.picture("view-expired-360");
        browser.resize(1200);
    }

    private static final String NEWSLETTER = """
            <!doctype html><html><body style="margin:0;background:#eef2f1">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px">
            <table role="presentation" width="600" cellpadding="0" cellspacing="0" style="background:#fff;font:16px/1.5 Arial">
            <tr><td style="padding:24px"><img id="logo" src="cid:logo" width="120" height="40" alt="Shop"></td></tr>
            <tr><td style="padding:0 24px"><h1 style="margin:0">Hello {{name}}</h1><p>New in spring:</p></td></tr>
            <tr><td style="padding:0 24px 24px"><table role="presentation" width="100%"><tr>
            <td style="background:#d9efe9;padding:24px">Boots</td><td style="background:#f4e6cf;padding:24px">Coats</td>
            </tr></table></td></tr>
            <tr><td style="padding:24px"><a href="https://shop.example/" style="background:#0b6b62;color:#fff;padding:12px 24px">
            To the shop</a></td></tr>
            <tr><td style="padding:24px;font-size:12px"><a href="{{view}}">View in browser</a> ·
            <a href="{{unsubscribe}}">Unsubscribe</a></td></tr></table></td></tr></table></body></html>""";

    private static String lastMessage = "";

    private static String hostile() {
        return HostileMail.reportingTo(
                "http://127.0.0.1:" + collector.getAddress().getPort());
    }

    /** Sends a message, and returns the address of its page when its mail has arrived. */
    private static URI send(String subject, String html) throws Exception {
        String json = Json.createObjectBuilder()
                .add("subject", subject)
                .add("html", html)
                .add("text", "Open {{view}} to read it in the browser.")
                .add("data", Json.createObjectBuilder().add("name", "Ann"))
                .add("to", "ann@example.com")
                .add("track", Json.createObjectBuilder().add("clicks", false))
                .add(
                        "attachments",
                        Json.createArrayBuilder()
                                .add(Json.createObjectBuilder()
                                        .add("name", "logo.png")
                                        .add("type", "image/png")
                                        .add("contentId", "logo")
                                        .add("content", logo())))
                .build()
                .toString();
        int before = tokens().size();
        HttpResponse<String> queued = ask(HttpRequest.newBuilder(site.resolve("/app/api/v1/messages"))
                .headers("Content-Type", "application/json", "Authorization", "Bearer " + telltale.key())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
        assertEquals(202, queued.statusCode(), queued.body());
        Matcher id = Pattern.compile("\"id\": ?\"([0-9a-f-]{36})\"").matcher(queued.body());
        assertTrue(id.find(), queued.body());
        lastMessage = id.group(1);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (tokens().size() == before) {
                Thread.onSpinWait();
            }
        });
        return site.resolve("/app/view/" + tokens().get(0));
    }

    private static String logo() throws IOException {
        BufferedImage logo = new BufferedImage(120, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = logo.createGraphics();
        pen.setColor(new Color(0x0b6b62));
        pen.fillRect(0, 0, 120, 40);
        pen.setColor(Color.WHITE);
        pen.fillOval(10, 10, 20, 20);
        pen.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(logo, "png", png);
        return Base64.getEncoder().encodeToString(png.toByteArray());
    }

    /** The view tokens of all mails, the newest first. */
    private static List<String> tokens() throws Exception {
        HttpResponse<String> mails = ask(
                HttpRequest.newBuilder(site.resolve("/mailbox/api/messages")).build());
        return Pattern.compile("Open \\S+/view/([\\w-]{48}) to")
                .matcher(mails.body())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    private static HttpResponse<String> ask(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
