package telltale.web.api;

import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;
import telltale.store.Templates;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;
import telltale.web.http.PathToken;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;

/**
 * {@code /api/v1/templates}: stored message templates. {@code PUT}, {@code GET} and {@code DELETE} act on one, {@code GET}
 * without a name lists all names, and {@code POST …/{name}/preview} renders one with data, without tracking.
 */
public final class TemplatesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final Set<String> FIELDS = Set.of("subject", "html", "text");
    /** The built-in template, available until one of this name is stored. */
    private static final String STARTER = "starter";

    private static final String PREVIEW = "/preview";

    private final transient Templates templates;
    private final transient Clock clock;

    public TemplatesServlet(Templates templates, Clock clock) {
        this.templates = templates;
        this.clock = clock;
    }

    /** Returns the texts of a stored or built-in template. */
    static JsonBody stored(Templates templates, String name) {
        return JsonBody.of(
                "",
                find(templates, name)
                        .orElseThrow(() -> new InvalidInputException(
                                "template", "template is not the name of a stored template")));
    }

    private static Optional<JsonValue> find(Templates templates, String name) {
        Optional<JsonValue> stored = templates
                .find(name)
                .map(content -> JsonBody.parse(new String(content.toBytes(), StandardCharsets.UTF_8)));
        return stored.isEmpty() && name.equals(STARTER) ? Optional.of(starter()) : stored;
    }

    private static JsonValue starter() {
        try (InputStream in = TemplatesServlet.class.getResourceAsStream("starter.html")) {
            String html = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Json.object().add("subject", "{{title}}").add("html", html).build();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("starter.html cannot be read from the web application", unreadable);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = PathToken.of(request);
        if (name.isEmpty()) {
            Json.send(
                    response,
                    HttpServletResponse.SC_OK,
                    Json.object()
                            .add("templates", Json.PROVIDER.createArrayBuilder(templates.names()))
                            .build());
            return;
        }
        Optional<JsonValue> template = find(templates, name);
        if (template.isEmpty()) {
            notFound().send(response);
        } else {
            Json.send(response, HttpServletResponse.SC_OK, template.get().asJsonObject());
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String name = EntryName.validated(PathToken.of(request), "a template");
        JsonValue value;
        try {
            value = JsonBody.parse(Fields.body(request));
        } catch (ProblemException tooLarge) {
            tooLarge.problem().send(response);
            return;
        }
        JsonBody body = JsonBody.of("", value).allowOnly(FIELDS);
        MessagePreview.check(body.text("subject"), body.text("html"), body.text("text"));
        templates.put(name, new ImmutableBytes(value.toString().getBytes(StandardCharsets.UTF_8)), clock.instant());
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (templates.delete(PathToken.of(request))) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } else {
            notFound().send(response);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = PathToken.of(request);
        if (!path.endsWith(PREVIEW)) {
            notFound().send(response);
            return;
        }
        JsonBody template = stored(templates, path.substring(0, path.length() - PREVIEW.length()));
        JsonBody body;
        try {
            body = JsonBody.of("", JsonBody.parse(Fields.body(request))).allowOnly(Set.of("data"));
        } catch (ProblemException tooLarge) {
            tooLarge.problem().send(response);
            return;
        }
        MessagePreview.Rendered shown = MessagePreview.render(
                template.text("subject"), template.text("html"), template.text("text"), body.data("data"));
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("subject", shown.subject())
                        .add("html", Json.text(shown.html()))
                        .add("text", Json.text(shown.text()))
                        .build());
    }

    private static Problem notFound() {
        return new Problem(Problem.Type.NOT_FOUND, "There is no template with this name.");
    }
}
