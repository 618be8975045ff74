package telltale.message.check;

import java.util.Locale;

/** A rule about an element of HTML; docs/CHECKS.md names its source. */
enum HtmlRule {
    IMAGE_WITHOUT_ALT("Images without an alt attribute", "screen readers read out their address"),
    IMAGE_NOT_ENCRYPTED("Images with an http: address", "some clients do not load them"),
    IMAGE_DATA_URL(
            "Images with a data: URL",
            "Outlook on Windows and Gmail on iOS do not show them; attach the file with a contentId"),
    IMAGE_NOT_ATTACHED("Images with a cid: address that no attachment has as its contentId", "they are not shown"),
    IMAGE_RELATIVE("Images with a relative address", "a mail has no address of its own to resolve it"),
    LINK_EMPTY("Links that lead nowhere", "href is empty or #"),
    LINK_ANCHOR("Links to a place that the mail does not have", "no element has that id or name"),
    LINK_SCRIPT("Links that run a script", "email clients remove them"),
    LINK_RELATIVE("Links without a scheme", "begin them with https://, or set <base href>"),
    LINK_INVALID("Links that are no valid URL", "they need a host after https://"),
    LINK_PRIVATE("Links to a host that is not on the Internet", "recipients cannot reach it"),
    LINK_RESERVED("Links to a domain that is reserved for examples", "replace the placeholder");

    private final String subject;
    private final String advice;

    HtmlRule(String subject, String advice) {
        this.subject = subject;
        this.advice = advice;
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String sentence(int count, String sample) {
        return subject + ": " + count + ". The first is " + sample + "; " + advice + ".";
    }
}
