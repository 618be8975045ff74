package telltale.web.recipient;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jsoup.nodes.Entities;

/**
 * A file with all data about a person for that person, in plain words, or with a certificate of its erasure. It is written
 * from the JSON of the API, so that both say the same. It loads and runs nothing.
 */
public final class PersonPage {
    /** The classes of data, each with a text that says where it comes from. */
    private static final List<String> CLASSES =
            List.of("preferences", "consents", "deliveries", "events", "verdicts", "reports", "webhooks", "audit");

    private static final String TIME = "at";
    private static final String TEXT = "kept.";

    private final Language language;
    private final RecipientTexts texts;

    public PersonPage(Language language) {
        this.language = language;
        this.texts = RecipientTexts.of(language);
    }

    /** A class of data. */
    public record DataClass(String name, String source) {}

    /** The classes of data with their sources, in English. */
    public static List<DataClass> dataClasses() {
        RecipientTexts english = RecipientTexts.of(Language.ENGLISH);
        return CLASSES.stream()
                .map(name -> new DataClass(name, english.get("source." + name)))
                .toList();
    }

    /** Why a class of data stays after an erasure, in English. */
    public static String reasonToKeep(String name) {
        return RecipientTexts.of(Language.ENGLISH).get(TEXT + name);
    }

    /** Sets the headers of a response with such a file. */
    public void describe(HttpServletResponse response, String file) {
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Language", language.tag());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + file + "\"");
        response.setHeader("Content-Security-Policy", RecipientPage.POLICY);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
    }

    /**
     * Writes the begin of the page, up to the mails.
     *
     * @param person the members of an export without its deliveries
     */
    public void begin(Writer out, JsonObject person) throws IOException {
        String intro = texts.get("person.intro")
                .replace("{{at}}", time(person.getString("exportedAt")))
                .replace("{{address}}", data(person.getString("address")));
        out.write(RecipientPage.head(language, "person.title") + RecipientPage.paragraph(intro)
                + RecipientPage.paragraph(texts.get("person.complete"))
                + section("person.choices", choices(person))
                + section("person.consents", consents(person) + request(person))
                + "<section>\n<h2>" + texts.get("person.deliveries") + "</h2>\n");
    }

    /** Writes a mail. */
    public void delivery(Writer out, JsonObject delivery) throws IOException {
        String state = delivery.getString("state");
        String stateText = state.equals("accepted")
                ? texts.get("delivery.accepted")
                : texts.get("delivery.other") + " " + data(state);
        out.write("<h3>" + data(delivery.getString("subject")) + "</h3>\n<p>"
                + (delivery.isNull("createdAt") ? "" : time(delivery.getString("createdAt")) + " · ") + stateText
                + "</p>\n" + list(delivery.getJsonArray("events"), this::event) + reports(delivery));
    }

    /**
     * Writes the end of the page.
     *
     * @param isEmpty whether there is no mail
     */
    public void end(Writer out, boolean isEmpty) throws IOException {
        String sources = CLASSES.stream()
                .map(name -> "<li><p>" + texts.get("source." + name) + "</p></li>\n")
                .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"));
        out.write((isEmpty ? RecipientPage.paragraph(texts.get("person.none")) : "") + "</section>\n"
                + section("person.sources", sources) + RecipientPage.paragraph(texts.get("person.rights"))
                + "</main>\n</body>\n</html>\n");
    }

    /**
     * The page of a certificate whose signature was checked.
     *
     * @param signed the certificate with its signature, by which it can be checked again
     */
    public String certificate(JsonObject certificate, String signed) {
        JsonObject by = certificate.getJsonObject("by");
        String intro = texts.get("certificate.intro")
                .replace("{{person}}", data(certificate.getString("person")))
                .replace("{{at}}", time(certificate.getString("erasedAt")))
                .replace("{{by}}", data(by.getString("name")));
        String erased = certificate.getJsonObject("erased").entrySet().stream()
                .map(one -> "<li><p>" + data(one.getKey()) + ": "
                        + data(one.getValue().toString()) + "</p></li>\n")
                .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"));
        String kept = list(certificate.getJsonArray("kept"), one -> texts.get(TEXT + one.getString("class")));
        return RecipientPage.head(language, "certificate.title") + RecipientPage.paragraph(intro)
                + section("certificate.erased", erased)
                + section("certificate.kept", kept)
                + section("certificate.signature", "<p dir=\"ltr\">" + data(signed) + "</p>\n")
                + "</main>\n</body>\n</html>\n";
    }

    private String section(String heading, String content) {
        return "<section>\n<h2>" + texts.get(heading) + "</h2>\n" + content + "</section>\n";
    }

    private String choices(JsonObject person) {
        StringBuilder all = new StringBuilder(RecipientPage.paragraph(
                texts.get(person.getBoolean("tracked") ? "person.tracked" : "person.untracked")));
        if (!person.isNull("restrictedAt")) {
            all.append(RecipientPage.paragraph(
                    texts.get("person.restricted") + " " + time(person.getString("restrictedAt"))));
        }
        if (person.containsKey("activeOn")) {
            all.append(RecipientPage.paragraph(texts.get("person.active") + " " + time(person.getString("activeOn"))));
        }
        if (!person.isNull("suppression")) {
            all.append(stopped(person.getJsonObject("suppression"), ""));
        }
        for (JsonObject topic : person.getJsonArray("topics").getValuesAs(JsonObject.class)) {
            if (!topic.isNull("suppression")) {
                all.append(stopped(topic.getJsonObject("suppression"), data(topic.getString("title")) + " · "));
            }
        }
        return all.toString();
    }

    private String stopped(JsonObject suppression, String topic) {
        return RecipientPage.paragraph(texts.get("person.suppressed") + " " + topic + time(suppression.getString(TIME))
                + " · " + data(suppression.getString("reason")));
    }

    private String consents(JsonObject person) {
        return list(
                person.getJsonArray("consents"),
                consent -> time(consent.getString(TIME)) + " · "
                        + texts.get("purpose." + consent.getString("purpose")) + ": "
                        + texts.get("decision." + consent.getString("decision"))
                        + optional(consent, "wording") + optional(consent, "channel") + optional(consent, "evidence"));
    }

    /** When the person was last asked for consent, if ever. */
    private String request(JsonObject person) {
        JsonObject request = person.getJsonObject("consentRequest");
        return request == null
                ? ""
                : RecipientPage.paragraph(texts.get("person.asked") + " " + time(request.getString(TIME)) + " · "
                        + data(request.getString("sender")) + optional(request, "wording"));
    }

    private static String optional(JsonObject object, String name) {
        return object.get(name) instanceof JsonString text ? " · " + data(text.getString()) : "";
    }

    private String event(JsonObject event) {
        String reasons = event.containsKey("reasons")
                ? "<br>\n" + texts.get("event.reasons") + " "
                        + event.getJsonArray("reasons").getValuesAs(JsonString.class).stream()
                                .map(reason -> "<span lang=\"en\">" + data(reason.getString()) + "</span>")
                                .collect(Collectors.joining(" "))
                : "";
        return time(event.getString(TIME)) + " · "
                + texts.get("event." + event.getString("kind") + "." + actor(event)) + reasons + "<br>\n"
                + texts.get("event.agent") + " " + data(event.getString("agent")) + "<br>\n"
                + texts.get("event.network") + " " + data(event.getString("network"));
    }

    /** Who did it: what is only suspected is not known. */
    private static String actor(JsonObject event) {
        String type = event.getString("class", "unknown");
        if (type.equals("unknown") || event.getString("confidence", "").equals("suspected")) {
            return "unknown";
        }
        return type.startsWith("human-") ? "person" : "machine";
    }

    private String reports(JsonObject delivery) {
        return delivery.getJsonArray("reports").isEmpty()
                ? ""
                : RecipientPage.paragraph(texts.get("person.reports"))
                        + list(
                                delivery.getJsonArray("reports"),
                                report -> time(report.getString("receivedAt")) + " · <span lang=\"en\">"
                                        + data(report.getString("summary")) + "</span>");
    }

    private String list(List<JsonValue> items, Function<JsonObject, String> item) {
        return items.isEmpty()
                ? RecipientPage.paragraph(texts.get("person.none"))
                : items.stream()
                        .map(one -> "<li><p>" + item.apply(one.asJsonObject()) + "</p></li>\n")
                        .collect(Collectors.joining("", "<ul class=\"topics\">\n", "</ul>\n"));
    }

    private static String time(String instant) {
        return "<time dir=\"ltr\" datetime=\"" + Entities.escape(instant) + "\">"
                + Entities.escape(instant.replaceFirst("T(\\d\\d:\\d\\d).*", " $1")) + "</time>";
    }

    /** Data as HTML, whose direction does not affect the text around it. */
    private static String data(String text) {
        return "<bdi>" + Entities.escape(text) + "</bdi>";
    }
}
