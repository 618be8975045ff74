package telltale.web.api;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.sending.MessagePreview;
import telltale.store.AuditEntry;
import telltale.store.Templates;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code /api/v1/templates}: stored message templates. {@code PUT}, {@code GET} and {@code DELETE} act on one, {@code GET}
 * without a name lists all names, {@code GET …/{name}/versions} lists the versions of one, and {@code POST …/{name}/preview}
 * renders one with data, without tracking.
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
        Optional<JsonValue> stored = templates.find(name).map(TemplatesApi::parsed);
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

    /** The texts of a template, or of one of its versions. */
    public Response get(RoutedRequest request) {
        Integer version = request.query("version").read("version", TemplatesApi::version);
        return (version == null ? find(templates, request.variable()) : find(request.variable(), version))
                .map(template -> Response.json(Texts.of(template.asJsonObject())))
                .orElseGet(TemplatesApi::notFound);
    }

    private Optional<JsonValue> find(String name, int version) {
        return templates.find(name, version).map(TemplatesApi::parsed);
    }

    private static JsonValue parsed(ImmutableBytes content) {
        return JsonBody.parse(new String(content.toBytes(), StandardCharsets.UTF_8));
    }

    private static Integer version(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new IllegalArgumentException("a version is a number from 1");
        }
        return Integer.valueOf(text);
    }

    /** A page of the versions of a template, newest first. */
    public Response versions(RoutedRequest request) {
        Fields query = request.query("limit", "cursor");
        Integer before = query.read("cursor", TemplatesApi::version);
        int limit = query.limit();
        String name = request.variable();
        List<Templates.Version> found =
                templates.versions(name, before == null ? Integer.MAX_VALUE : before, limit + 1);
        if (found.isEmpty() && before == null) {
            return notFound();
        }
        Slice<Templates.Version> page = Slice.begin(found, limit, version -> String.valueOf(version.number()));
        return Response.json(
                new Versions(page.items().stream().map(VersionJson::of).toList(), page.next()));
    }

    private record Versions(
            List<VersionJson> versions, @Nullable String next) {}

    private record VersionJson(int version, Instant at, AuditEntry.@Nullable Actor actor) {
        static VersionJson of(Templates.Version version) {
            return new VersionJson(version.number(), version.at(), version.actor());
        }
    }

    private record Texts(Optional<JsonValue> subject, Optional<JsonValue> html, Optional<JsonValue> text) {
        static Texts of(JsonObject template) {
            return new Texts(
                    Optional.ofNullable(template.get("subject")),
                    Optional.ofNullable(template.get("html")),
                    Optional.ofNullable(template.get("text")));
        }
    }

    /** Stores a template, whose history keeps what it said before. */
    public Response put(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String name = EntryName.validated(request.variable(), "a template");
        JsonValue value = JsonBody.parse(Fields.body(request.http()));
        JsonBody body = JsonBody.of("", value).allowOnly(FIELDS);
        MessagePreview.check(body.text("subject"), body.text("html"), body.text("text"));
        ImmutableBytes content = new ImmutableBytes(value.toString().getBytes(StandardCharsets.UTF_8));
        templates.put(name, content, Identity.of(request.http()).actor(), clock.instant());
        return Response.noContent();
    }

    /** Deletes a template with its history. */
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
        return new Problem(Problem.Type.NOT_FOUND, "There is no template with this name, or no such version of it.");
    }
}
