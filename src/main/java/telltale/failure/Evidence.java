package telltale.failure;

import java.util.Map;

/**
 * What was said about a failed delivery.
 *
 * @param code the code of the server's reply (RFC 5321 section 4.2), or an empty text
 * @param enhanced the enhanced status code in that reply (RFC 3463), or an empty text
 * @param words the text of the reply, or another explanation
 * @param status the status in a report, which the reporting server may have made up, or an empty text
 * @param context the whole explanation around the words
 */
public record Evidence(String code, String enhanced, String words, String status, String context) {
    /** Words without any code. */
    public static Evidence ofWords(String words, String context) {
        return new Evidence("", "", words, "", context);
    }

    /** Whether one of the server's codes says that the failure is temporary. Such a reply never proves that a mailbox is gone. */
    public boolean isTransient() {
        return code.startsWith("4") || enhanced.startsWith("4");
    }

    Map<String, String> texts() {
        return Map.of("code", code, "enhanced", enhanced, "words", words, "status", status, "context", context);
    }
}
