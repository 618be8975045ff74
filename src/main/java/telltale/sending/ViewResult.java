package telltale.sending;

import telltale.message.html.WebPage;

/** The result of a request for the web page of a message, or for a published one. */
public sealed interface ViewResult {
    /** The page. */
    record Shown(WebPage page) implements ViewResult {}

    /** Nothing is published at this address. */
    record NotFound() implements ViewResult {}

    /** The content was deleted, by age or with its recipient, or the sender has ended the page. */
    record Expired() implements ViewResult {}

    /** The recipient has opted out of tracking since the message was sent. */
    record Withdrawn() implements ViewResult {}

    /** The page cannot be read now. */
    record Unavailable() implements ViewResult {}
}
