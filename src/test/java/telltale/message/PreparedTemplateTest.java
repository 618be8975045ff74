package telltale.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.Placeholders;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Uuid7;
import telltale.sending.SendingFixture;

/** A prepared template gives each recipient exactly the copy that parsing the message separately would give. */
class PreparedTemplateTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final DeliveryId ID = new DeliveryId(Uuid7.floor(NOON));
    private static final String BASE = "https://mail.example.com/app";
    private static final LinkParameters PARAMETERS = new LinkParameters(
            Map.of("utm_source", "Über uns"), List.of("shop.example", "mail.example.com", "example.org"));
    private static final int TEMPLATES_PER_NEWSLETTER = 12;
    private static final int RECIPIENTS_PER_TEMPLATE = 8;

    /** Variables that are inserted at random positions: in text, tags, attributes and comments. */
    private static final List<String> VARIABLES = List.of(
            "{{name}}",
            "{{name}}",
            "{{word}}",
            " {{word}} ",
            "{{{raw}}}",
            "{{#yes}}<b>{{word}}</b>{{/yes}}",
            "{{#list}}<li>{{.}}</li>{{/list}}",
            "{{^yes}}no {{name}}{{/yes}}",
            "{{unsubscribe}}",
            "%7B%7B preferences %7D%7D",
            "<a href='{{consent}}?lang=en'>agree</a>",
            "{{ {{word}} }}",
            "%7B%7B{{word}}%7D%7D",
            "%7{{word}}",
            "&{{word}}",
            "<{{word}}",
            "</titl{{word}}",
            "<a href=\"https://shop.example/?id={{word}}&n={{name}}\">{{name}}</a>",
            "<a href='{{link}}'>{{link}}</a>",
            "<a href=\"{{link}}\" title='{{word}}'>look</a>",
            "<a href={{link}}>look</a>",
            "<a href=\"mailto:{{word}}@example.com\">{{word}}@example.com</a>",
            "<a data-track=\"{{word}}\" href=\"https://shop.example/x\">x</a>",
            "<base href=\"{{link}}\">",
            "<p style=\"display:{{word}}\">hidden</p>",
            "<img src=\"https://shop.example/{{word}}.png\" alt=\"{{name}}\">",
            "<pre>\n{{name}}\n {{word}}</pre>",
            "<table>{{name}}<tr><td>{{word}}</table>",
            "<textarea>{{name}}</textarea>",
            "<p>&#xe003;&#xe005; {{name}}</p>",
            "<a href=\"mailto:{{name}}\">{{word}}</a>",
            "<a href=\"mailto:a@example.com\">{{word}}</a>",
            "<a href=\"HTTPS://shop.example/{{word}}\"></a>",
            "<a href=\"https://shop.example/\">{{link}}</a>",
            "<a href=\"http{{word}}\">http{{word}}</a>",
            "<a href=\"{{unsubscribe}}\">{{unsubscribe}}</a>",
            "<a href=\"{{unsubscribe}}\">https{{word}}</a>",
            "<a href=\"#top\">{{word}}</a>",
            "{{word}}=\r\n{{name}} \r\n.{{word}}\t\n=20{{name}}",
            "<table><tr><th>A<th>B<tr><td>{{name}}<td>{{word}}</table>",
            "<table><tr><td><p>{{name}}</p><td><img src=x alt=\"{{word}}\"><td>{{name}}<br>{{word}}</table>",
            "<table role=presentation><tr><td>{{name}}<td>{{word}}</table>",
            "<base href=\"https://shop.example/mail/\">",
            "<a href=\"{{word}}/a\">relative</a><a href=\"/a/{{word}}\">relative</a>",
            "<a href=\"mailto:{{word}}@example.com?subject={{name}}\">{{word}}@example.com</a>",
            "<a href=\"mailto:a@example.com?subject={{word}}\">a@example.com</a>",
            "<a href=\"tel:{{word}}\">{{word}}</a>",
            "<a href=\"https://shop.example/\"><img src=x></a><a href=\"{{link}}\">text</a>",
            "<a href=\"https://shop.example/\"><img src=x></a><a href=\"{{unsubscribe}}\">stop</a>",
            "<a href=\"{{link}}\"><img src=x alt=\"{{name}}\"></a><a href=\"https://shop.example/\">shop.example</a>",
            "<a href=\"https://shop.example/{{word}}\">shop.example</a>",
            "<a href=\"https://shop.example/{{word}}\">HTTP://shop.example/{{word}}</a>",
            "<a href=\"http://{{word}}\">x</a><a href=\"https://{{word}}/\">{{word}}</a>",
            "<a href=\"{{unsubscribe}}?a={{word}}\">mail.example.com/app</a>",
            "<blockquote>{{name}}<p>{{word}}</p></blockquote>",
            "<ul><li>{{name}}<ol start=3><li>{{word}}<li value=9>{{name}}</ol></ul>",
            "<p>{{name}}&zwnj;&nbsp;&zwnj;&nbsp;{{word}}&#847;&#847; {{name}}</p>",
            "<details><summary>{{name}}</summary>{{word}}</details>",
            "<a href=\"https://shop.example/\"><h3>{{name}}</h3></a>{{word}}",
            "<map><area href=\"https://shop.example/{{word}}\" alt=x></map>",
            "<!-- {{word}} -->",
            "<!--[if mso]><a href=\"https://shop.example/{{word}}\">x</a><![endif]-->");

    private static final List<String> TEXTS = List.of(
            "{{unsubscribe}} {{word}}",
            "Dear {{name}},\n\nit rains.\n",
            "{{word}}",
            "{{preferences}}\r\n",
            "{{name}} {{#yes}}{{unsubscribe}}{{/yes}}");

    private static final List<String> VALUES = List.of(
            "Ann",
            "shop.example",
            "SHOP.example/",
            "a?b",
            "#x",
            "1234567",
            "\u034f",
            "e\u0301",
            "Bodil Ø. Åkesson",
            "Ann <b>& \"Co\"</b> 'x' `y` a=b",
            "名前 \uD83D\uDE00",
            "",
            " ",
            " Ann ",
            "Ann  Lee",
            "two\nlines",
            "no\u00a0break",
            "soft\u00adhyphen",
            "zero\u200bwidth",
            "unsubscribe",
            "{{unsubscribe}}",
            "%7D%7D",
            "%20",
            "none",
            "off",
            "amp;",
            "#32;",
            "B",
            "e",
            "--",
            "\ue000",
            "\ue001x",
            "\ue002",
            "\ue005",
            "\ue006",
            "\uD83D",
            "\uDE00",
            "/pixel",
            "javascript:alert(1)",
            "mailto:ann@example.com",
            "=",
            "=3D=",
            ".",
            "a@example.com",
            "https://shop.example/",
            "https://shop.example/a b",
            "https://shop.example/?a=1&b=2#c",
            "https://bücher.example/ü",
            BASE + "/unsubscribe/1",
            "x".repeat(2500));

    @Test
    void everyCopyIsByteForByteTheSeparatelyParsedOne() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int templates = 0;
        int copies = 0;
        for (String html : newsletters()) {
            for (int i = 0; i < TEMPLATES_PER_NEWSLETTER; i++) {
                String template = withVariables(html, random);
                for (Map.Entry<Optional<PreparedTemplate>, Integer> counts :
                        compared(template, random, "seed " + seed).entrySet()) {
                    copies += counts.getValue();
                    templates += counts.getKey().isPresent() ? counts.getValue() : 0;
                }
            }
        }
        assertTrue(copies > 1000, copies + " copies");
        assertTrue(templates > copies / 10, templates + " of " + copies + " copies were counts from a template");
    }

    @Test
    void aTextOnlyMessageIsTheSameBothWays() throws Exception {
        Random random = new Random(1);
        for (String footer : List.of("<a href=\"{{unsubscribe}}\">No more</a>", "Stop: {{unsubscribe}}")) {
            for (String text : List.of("Dear Ann", "Dear Ann,\r\n\r\n<b> & \"x\"\r\n", "https://shop.example/\n\n")) {
                MailMessage mail = mail(new MessageTemplate.RenderedText("Hi", null, text), true);
                Placeholders html = Placeholders.none(MessageComposer.html(mail));
                Personalizer personalizer = personalizer(footer);
                Optional<PreparedTemplate> prepared = personalizer.prepare(html, true, null, TrackingOptions.ALL, ID);
                assertTrue(prepared.isPresent());
                assertSame(personalizer, mail, html, prepared, random, text);
            }
        }
    }

    @Test
    void aTypicalMessageIsParsedOnceForAllNames() {
        Personalizer personalizer = personalizer("<a href=\"{{unsubscribe}}\">No more</a>");
        MessageTemplate messageTemplate = new MessageTemplate(
                "Hi {{name}}",
                "<html><body><p>Dear {{name}}, <a href=\"https://shop.example/?id={{word}}\">your order</a>"
                        + "{{#yes}} is paid{{/yes}}</p></body></html>",
                null,
                true);
        Map<String, Optional<PreparedTemplate>> templates = new HashMap<>();
        for (String name : List.of("Ann", "Bodil & Åke", "<b>", "O'Neil", "名前")) {
            Placeholders placeholders =
                    placeholders(messageTemplate, Map.of("name", name, "word", "n" + name.length(), "yes", true));
            templates.computeIfAbsent(
                    placeholders.markedHtml(),
                    template -> personalizer.prepare(placeholders, true, null, TrackingOptions.ALL, ID));
        }
        assertEquals(1, templates.size());
        assertTrue(templates.values().iterator().next().isPresent());
    }

    @Test
    void aValueThatAffectsOtherHtmlIsNoPlaceholder() {
        for (String template : List.of(
                "<p style=\"{{word}}\">x</p>",
                "<a href={{word}}>x</a>",
                "<{{word}}>x",
                "<!-- {{word}} -->",
                "<a href=\"https://shop.example/\" data-track=\"{{word}}\">x</a>",
                "<base href=\"{{word}}\">",
                "&{{word}};",
                "%7B%7B{{word}}%7D%7D")) {
            Placeholders placeholders =
                    placeholders(new MessageTemplate("", template, null, true), Map.of("word", "x"));
            assertEquals(1, placeholders.values().size());
            assertFalse(PreparedTemplate.of(placeholders).isPresent(), template);
        }
    }

    /** Icon fonts use these characters. */
    @Test
    void aCharacterReferenceToAMarkIsNoPlaceholder() {
        MessageTemplate messageTemplate = new MessageTemplate("", "<p>&#xe003; &#57349; {{word}}</p>", null, true);
        assertFalse(PreparedTemplate.of(placeholders(messageTemplate, Map.of("word", "x")))
                .isPresent());
    }

    private static Placeholders placeholders(MessageTemplate messageTemplate, Map<String, Object> data) {
        return Objects.requireNonNull(messageTemplate.renderHtml(data).placeholders());
    }

    /** Compares both ways and counts the copies counts from each template. */
    private static Map<Optional<PreparedTemplate>, Integer> compared(String template, Random random, String seed)
            throws IOException {
        Map<Optional<PreparedTemplate>, Integer> counts = new HashMap<>();
        MessageTemplate messageTemplate;
        try {
            messageTemplate = new MessageTemplate(
                    "Hi {{name}}", template, random.nextBoolean() ? any(TEXTS, random) : null, true);
        } catch (InvalidInputException noTemplate) {
            return counts;
        }
        boolean bulk = random.nextInt(4) > 0;
        Personalizer personalizer =
                personalizer(random.nextBoolean() ? "<a href=\"{{unsubscribe}}\">No more</a>" : null);
        Map<String, Optional<PreparedTemplate>> templates = new HashMap<>();
        for (int i = 0; i < RECIPIENTS_PER_TEMPLATE; i++) {
            Map<String, Object> data = data(random);
            MessageTemplate.RenderedHtml rendered;
            MailMessage mail;
            try {
                rendered = messageTemplate.renderHtml(data);
                mail = mail(rendered.toText(), bulk);
            } catch (InvalidInputException noMail) {
                assertThrows(InvalidInputException.class, () -> mail(messageTemplate.render(data), bulk));
                continue;
            }
            assertEquals(messageTemplate.render(data), rendered.toText(), seed);
            Placeholders placeholders = rendered.placeholders() == null
                    ? Placeholders.none(MessageComposer.html(mail))
                    : rendered.placeholders();
            Optional<PreparedTemplate> prepared = templates.computeIfAbsent(
                    placeholders.values().size() + placeholders.markedHtml(),
                    any -> personalizer.prepare(placeholders, bulk, null, TrackingOptions.ALL, ID));
            assertSame(
                    personalizer,
                    mail,
                    placeholders,
                    prepared,
                    random,
                    seed + ", template:\n" + template + "\ndata: " + data);
            counts.merge(prepared, 1, Integer::sum);
        }
        return counts;
    }

    private static MailMessage mail(MessageTemplate.RenderedText text, boolean bulk) {
        return new MailMessage(SendingFixture.SHOP.address(), text.subject(), text.html(), text.text(), null, bulk);
    }

    private static void assertSame(
            Personalizer personalizer,
            MailMessage mail,
            Placeholders placeholders,
            Optional<PreparedTemplate> prepared,
            Random random,
            String where)
            throws IOException {
        if (prepared.isEmpty()) {
            return;
        }
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        Person person = new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, random.nextInt(4) > 0);
        boolean opens = random.nextInt(4) > 0;
        boolean clicks = random.nextInt(4) > 0;
        LinkParameters parameters = random.nextBoolean() ? LinkParameters.NONE : PARAMETERS;
        MessageContent content = content(mail, opens, clicks, parameters);
        Personalizer.PersonalizedMessage separate = personalizer.personalize(mail, person, id, content.tracking());
        Personalizer.PersonalizedMessage fromTemplate =
                personalizer.personalize(prepared.get(), placeholders, mail.text(), content, person, id);
        assertEquals(separate.html(), fromTemplate.html(), where);
        assertArrayEquals(composed(mail, separate, id), composed(mail, fromTemplate, id), where);
    }

    private static byte[] composed(MailMessage mail, Personalizer.PersonalizedMessage personalized, DeliveryId id)
            throws IOException {
        MessageContent content = MessageContent.of(mail, SendingFixture.SHOP);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        MergedMessage merged = PreparedMessage.of(content).merge(new Recipient(SendingFixture.SHOP, Map.of()));
        MessageComposer.compose(
                        merged.copy(TestMessages.envelope(mail.to(), mail.to()), personalized),
                        id,
                        NOON,
                        personalized.html())
                .writeTo(bytes);
        return bytes.toByteArray();
    }

    private static MessageContent content(MailMessage mail, boolean opens, boolean clicks, LinkParameters parameters) {
        return new MessageContent(
                SendingFixture.SHOP,
                List.of(),
                null,
                List.of(),
                mail.subject(),
                mail.html(),
                mail.text(),
                List.of(),
                List.of(),
                null,
                mail.bulk(),
                mail.topic(),
                Map.of(),
                opens,
                clicks,
                true,
                parameters,
                null,
                false,
                null);
    }

    private static Personalizer personalizer(@Nullable String footer) {
        return new Personalizer(
                id -> new Tracking(
                        TrackingPixel.invisible(URI.create(BASE + "/pixel/" + id)),
                        new ClickUrls(
                                BASE,
                                link -> id + "-" + link.number() + "-"
                                        + link.destination().hashCode())),
                id -> new RecipientLinks(
                        BASE + "/unsubscribe/" + id,
                        BASE + "/preferences/" + id,
                        BASE + "/consent/" + id,
                        BASE + "/view/" + id),
                TestMessages.UNSIGNED,
                footer);
    }

    private static Map<String, Object> data(Random random) {
        return Map.of(
                "name", any(VALUES, random),
                "word", any(VALUES, random),
                "link", any(VALUES, random),
                "raw", any(List.of("<b>x</b>", "<a href=\"https://shop.example/\">", "text", "<!--", ""), random),
                "yes", random.nextBoolean(),
                "list",
                        Stream.generate(() -> any(VALUES, random))
                                .limit(random.nextInt(3))
                                .toList());
    }

    private static String withVariables(String html, Random random) {
        StringBuilder template = new StringBuilder(html);
        for (int variables = random.nextInt(4); variables >= 0; variables--) {
            int position = random.nextInt(template.length() + 1);
            // Half of them after a tag, as in real templates; the others anywhere.
            int afterTag = random.nextBoolean() ? template.indexOf(">", position) + 1 : 0;
            template.insert(afterTag > 0 ? afterTag : position, any(VARIABLES, random));
        }
        return template.toString();
    }

    private static <T> T any(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }

    private static List<String> newsletters() throws Exception {
        List<String> all = new ArrayList<>();
        all.add("<p>Dear reader, <a href=\"https://shop.example/\">come</a></p>");
        all.add("");
        Path folder =
                Path.of(Objects.requireNonNull(PreparedTemplateTest.class.getResource("/telltale/message/newsletters"))
                        .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".html")).toList()) {
                all.add(Files.readString(file));
            }
        }
        return all;
    }
}
