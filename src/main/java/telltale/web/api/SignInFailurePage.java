package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import telltale.model.Sha256;
import telltale.web.http.Problem;
import telltale.web.http.Response;

/** The page for a person whose browser came back from the provider without being signed in. */
record SignInFailurePage(Problem problem, String dashboard) implements Response {
    private static final String TEMPLATE = read("sign-in-failed.html");
    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + digestOfStyle()
            + "'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    @Override
    public void send(HttpServletResponse response) throws IOException {
        Problem.Body body = problem.body();
        byte[] html = TEMPLATE.replace("{{dashboard}}", escaped(dashboard))
                .replace("{{detail}}", escaped(body.detail()))
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(body.status());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY);
        response.setContentLength(html.length);
        response.getOutputStream().write(html);
    }

    @Override
    public int status() {
        return problem.status();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }

    private static String digestOfStyle() {
        String style =
                TEMPLATE.substring(TEMPLATE.indexOf("<style>") + "<style>".length(), TEMPLATE.indexOf("</style>"));
        return Base64.getEncoder().encodeToString(Sha256.of(style));
    }

    private static String read(String name) {
        try (InputStream file = SignInFailurePage.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException impossible) {
            throw new IllegalStateException("the resource " + name + " cannot be read", impossible);
        }
    }
}
