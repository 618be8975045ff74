package telltale.message;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.message.html.HtmlLimits;
import telltale.message.html.LinkParameters;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.MailMessage;

/**
 * The destinations of a message's links as they are written in it, without the values of its recipients, in the order of the
 * numbers that the links have in every copy.
 */
public final class WrittenLinks {
    /** The maximum length of a destination that is kept. */
    private static final int MAX_LENGTH = 1_000;

    private static final Pattern LINK_BY_VALUE =
            Pattern.compile("href\\s*+=\\s*+[\"']?\\s*+(\\{\\{\\{?[^{}]*+\\}?\\}\\})", Pattern.CASE_INSENSITIVE);
    private static final Pattern SECTION = Pattern.compile("\\{\\{\\s*+[#^](.*)\\{\\{\\s*+/", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("[?#].*");

    private WrittenLinks() {}

    /**
     * The destinations of the tracked links. A mail to a single person that is no template is written for that person, so
     * its destinations have no query and no fragment, which may be a secret.
     *
     * @param to any recipient of the message
     * @return empty if copies may differ in which links they have, so that a number says nothing
     */
    public static List<String> of(
            MessageContent content, Personalizer personalizer, EmailAddress to, DeliveryId delivery) {
        if (!content.isTrackable()) {
            return List.of();
        }
        String html = MessageComposer.html(content.html(), content.text());
        if (!HtmlLimits.allow(html) || (content.template() && isVariable(html))) {
            return List.of();
        }
        TagMarks marks = new TagMarks(content.template() ? html : "");
        String marked = content.template() ? marks.marked() : html;
        boolean isForOnePerson = !content.template() && !content.bulk();
        MailMessage mail = new MailMessage(to, "", marked, null, null, content.bulk(), content.topic(), false);
        List<String> written = personalizer.links(mail, delivery, LinkParameters.NONE).stream()
                .map(link -> marks.unmarked(link.destination().url(), UnaryOperator.identity()))
                .map(url -> isForOnePerson ? withoutQuery(url) : url)
                .toList();
        return written.stream().allMatch(url -> url.length() <= MAX_LENGTH) ? written : List.of();
    }

    /** A destination without query and fragment. */
    public static String withoutQuery(String url) {
        return QUERY.matcher(url).replaceAll("");
    }

    /** Whether a value decides if a link exists, or if it can be tracked. */
    private static boolean isVariable(String html) {
        Matcher section = SECTION.matcher(html);
        if (section.find() && mayHaveLinks(section.group(1).toLowerCase(Locale.ROOT))) {
            return true;
        }
        return LINK_BY_VALUE.matcher(html).results().anyMatch(link -> !TagMarks.isOwn(link.group(1)));
    }

    private static boolean mayHaveLinks(String section) {
        return section.contains("<a") || section.contains("http") || section.contains("href");
    }
}
