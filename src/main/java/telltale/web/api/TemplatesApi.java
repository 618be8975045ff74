package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;
import telltale.store.Templates;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/templates}: stored message templates. {@code PUT}, {@code GET} and {@code DELETE} act on one, {@code GET}
 * without a name lists all names, and {@code POST …/{name}/preview} renders one with data, without tracking.
 */
public final class TemplatesApi {
    private static final Set<String> FIELDS = Set.of("subject", "html", "text");
    /** The built-in template, available until one of this name is stored. */
    private static final String STARTER = "starter";

    private final Templates templates;
    private final Clock clock;

    public TemplatesApi(Templates templates, Clock clock) {
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
        try (InputStream in = TemplatesApi.class.getResourceAsStream("starter.html")) {
            String html = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return Json.object().add("subject", "{{title}}").add("html", html).build();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("starter.html cannot be read from the web application", unreadable);
        }
    }

    /** A page of the names of stored templates. */
    public Response list(RoutedRequest request) {
        Slice<String> slice = Slice.of(templates.names(), name -> name, request.query("limit", "cursor"));
        return Response.json(new Page(slice.items().stream().map(Named::new).toList(), slice.next()));
    }

    private record Page(List<Named> templates, @Nullable String next) {}

    private record Named(String name) {}

    /** The texts of a template. */
    public Response get(RoutedRequest request) {
        request.query();
        return find(templates, request.variable())
                .map(template -> Response.json(Texts.of(template.asJsonObject())))
                .orElseGet(TemplatesApi::notFound);
    }

    private record Texts(Optional<JsonValue> subject, Optional<JsonValue> html, Optional<JsonValue> text) {
        static Texts of(JsonObject template) {
            return new Texts(
                    Optional.ofNullable(template.get("subject")),
                    Optional.ofNullable(template.get("html")),
                    Optional.ofNullable(template.get("text")));
        }
    }

    /** Stores a template. */
    public Response put(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String name = EntryName.validated(request.variable(), "a template");
        JsonValue value = JsonBody.parse(Fields.body(request.http()));
        JsonBody body = JsonBody.of("", value).allowOnly(FIELDS);
        MessagePreview.check(body.text("subject"), body.text("html"), body.text("text"));
        templates.put(name, new ImmutableBytes(value.toString().getBytes(StandardCharsets.UTF_8)), clock.instant());
        return Response.noContent();
    }

    /** Deletes a template. */
    public Response delete(RoutedRequest request) {
        request.query();
        return templates.delete(request.variable()) ? Response.noContent() : notFound();
    }

    /** Renders a template with data. */
    public Response preview(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        JsonBody template = stored(templates, request.variable());
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(Set.of("data"));
        return Response.json(MessagePreview.render(
                template.text("subject"), template.text("html"), template.text("text"), body.data("data")));
    }

    private static Response notFound() {
        return new Problem(Problem.Type.NOT_FOUND, "There is no template with this name.");
    }
}
