package telltale.launcher.mailbox;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves the mailbox: its page, its mails as JSON, and each mail as a document that cannot run scripts. */
@SuppressWarnings("serial") // no container writes it anywhere
final class MailboxServlet extends HttpServlet {
    private static final Map<String, String> PAGE = Map.of(
            "/", "index.html",
            "/mailbox.css", "mailbox.css",
            "/mailbox.js", "mailbox.js",
            "/icon.svg", "icon.svg");

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "html", "text/html;charset=UTF-8",
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    private static final Pattern ONE_MAIL = Pattern.compile("/messages/([0-9a-f-]{36})\\.(html|eml)");

    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'none';"
            + " frame-ancestors 'none'; base-uri 'none'";

    /**
     * Mails are untrusted: images load, as in a mail client, links open in a new tab, and everything else is disabled.
     */
    private static final String MAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
            + " img-src http: https: data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none';"
            + " frame-ancestors 'self'";

    /** Precedes the mail's HTML, so that its links open outside of the frame; parsers ignore the second doctype. */
    private static final String MAIL_PREFIX = "<!doctype html><base target=\"_blank\">";

    private final Inbox inbox;
    private final MailJson json = new MailJson();

    /** Distinguishes revisions of different runs. */
    private final String run = UUID.randomUUID().toString();

    MailboxServlet(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-cache");
        response.setHeader("Content-Security-Policy", PAGE_POLICY);
        String path = request.getPathInfo();
        if (path == null) {
            // The page's own addresses are relative to the trailing slash.
            response.sendRedirect(request.getContextPath() + "/");
            return;
        }
        Matcher oneMail = ONE_MAIL.matcher(path);
        if (PAGE.containsKey(path)) {
            sendPagePart(PAGE.getOrDefault(path, ""), response);
        } else if (path.equals("/api/messages")) {
            sendList(request, response);
        } else if (oneMail.matches()) {
            sendMail(oneMail.group(1), oneMail.group(2), response);
        } else {
            sendNotFound("Not found. The mailbox is at /mailbox/.", response);
        }
    }

    private void sendList(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Inbox.Contents contents = inbox.contents();
        String tag = "\"" + run + "-" + contents.revision() + "\"";
        response.setHeader("ETag", tag);
        if (tag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        response.setContentType("application/json");
        json.write(contents.newestFirst(), response.getOutputStream());
    }

    private void sendMail(String id, String form, HttpServletResponse response) throws IOException {
        Optional<CapturedMail> mail = inbox.find(id);
        if (mail.isEmpty()) {
            sendNotFound("This mail has been deleted; only the newest " + Inbox.MAX_MAILS + " are kept.", response);
        } else if (form.equals("html")) {
            sendDocument(mail.get(), response);
        } else {
            send(mail.get().bytes(), "text/plain;charset=UTF-8", response);
        }
    }

    private static void sendDocument(CapturedMail mail, HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", MAIL_POLICY);
        // The pixel must load again each time the mail is opened.
        response.setHeader("Cache-Control", "no-store");
        String document = MAIL_PREFIX + mail.html();
        send(document.getBytes(StandardCharsets.UTF_8), "text/html;charset=UTF-8", response);
    }

    private static void sendPagePart(String name, HttpServletResponse response) throws IOException {
        try (InputStream file = MailboxServlet.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IOException("missing resource " + name);
            }
            String ending = name.substring(name.lastIndexOf('.') + 1);
            send(file.readAllBytes(), CONTENT_TYPES.getOrDefault(ending, "text/plain"), response);
        }
    }

    private static void sendNotFound(String sentence, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        send((sentence + "\n").getBytes(StandardCharsets.UTF_8), "text/plain;charset=UTF-8", response);
    }

    private static void send(byte[] body, String type, HttpServletResponse response) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
