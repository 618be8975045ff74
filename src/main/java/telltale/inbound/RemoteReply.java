package telltale.inbound;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server replied, as another program quotes it.
 *
 * @param code the code (RFC 5321 section 4.2), or an empty text
 * @param enhanced the enhanced status code (RFC 3463), or an empty text
 * @param text the reply in one line, with its codes
 */
record RemoteReply(String code, String enhanced, String text) {
    private static final int MAX_LENGTH = 1_000;
    private static final int CODE_LENGTH = 3;
    /** What precedes a reply in the texts of mail servers. */
    private static final String BEFORE_CODE = ":<>(\";]'#=-\u00ab";

    /** Whether the server named a code of either kind. */
    boolean hasCode() {
        return !code.isEmpty() || !enhanced.isEmpty();
    }

    /**
     * The first reply that a text quotes, up to the end of its paragraph, or null. One with a code precedes an enhanced status
     * code alone: some programs write the status that they chose in front of the reply.
     */
    static @Nullable RemoteReply in(String text) {
        int status = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '4' && c != '5') {
                continue;
            }
            if (isReplyCode(text, i)) {
                return at(text, i, true);
            }
            if (status < 0 && isFailureStatus(text, i)) {
                status = i;
            }
        }
        return status < 0 ? null : at(text, status, false);
    }

    private static RemoteReply at(String text, int start, boolean hasCode) {
        String reply = OneLine.ofReply(text.substring(start, end(text, start)), MAX_LENGTH);
        String code = hasCode ? reply.substring(0, CODE_LENGTH) : "";
        String enhanced = FieldText.enhancedStatus(reply);
        return new RemoteReply(code, enhanced == null || enhanced.startsWith("2") ? "" : enhanced, reply);
    }

    /** Where a reply ends: with its paragraph, or before the next reply or command of a transcript. */
    private static int end(String text, int start) {
        String rest = text.substring(start, Math.min(text.length(), start + MAX_LENGTH));
        Lines lines = new Lines(rest);
        boolean continues = false;
        int end = 0;
        while (lines.next() && !lines.isBlank()) {
            int code = codeStart(lines);
            if (end > 0 && (isTranscript(lines, code) || (code >= 0 && !continues))) {
                break;
            }
            continues = code >= 0 ? rest.charAt(code + CODE_LENGTH) == '-' : continues;
            end = lines.end();
        }
        return start + end;
    }

    /** Where a code of a reply starts the line, after spaces and arrows, or -1. */
    private static int codeStart(Lines lines) {
        int at = lines.start();
        while (at < lines.end() && " \t<>".indexOf(lines.text().charAt(at)) >= 0) {
            at++;
        }
        int end = at + CODE_LENGTH;
        boolean isCode = end < lines.end()
                && "245".indexOf(lines.text().charAt(at)) >= 0
                && isCode(lines.text(), at)
                && (lines.text().charAt(end) == ' ' || lines.text().charAt(end) == '-');
        return isCode ? at : -1;
    }

    private static boolean isTranscript(Lines lines, int code) {
        return code < 0
                && (lines.text().startsWith(">>>", lines.start())
                        || lines.text().startsWith("<<<", lines.start()));
    }

    private static boolean isFailureStatus(String text, int start) {
        int end = FieldText.enhancedStatusEnd(text, start);
        // The subjects that RFC 3463 defines are 0 to 7.
        return end > 0 && text.charAt(start + 2) <= '7' && text.charAt(start + 3) == '.';
    }

    /** Whether a code of a reply is there, and not any number: what is around it decides. */
    private static boolean isReplyCode(String text, int start) {
        int end = start + CODE_LENGTH;
        if (end > text.length() || !isCode(text, start)) {
            return false;
        }
        char after = end < text.length() ? text.charAt(end) : ' ';
        if (!Character.isWhitespace(after) && "-:,\"'(<#".indexOf(after) < 0) {
            return false;
        }
        int word = start - 1;
        while (word >= 0 && (text.charAt(word) == ' ' || text.charAt(word) == '\t')) {
            word--;
        }
        boolean isAdjacent = word == start - 1;
        if (word < 0 || text.charAt(word) == '\n' || text.charAt(word) == '\r') {
            return true;
        }
        boolean isHyphened = isAdjacent && text.charAt(word) == '-';
        return (BEFORE_CODE.indexOf(text.charAt(word)) >= 0 && !isHyphened) || isBeforeReply(text, word, end);
    }

    /** Whether a word such as "said" or "error" precedes, or an enhanced status code follows. */
    private static boolean isBeforeReply(String text, int wordEnd, int codeEnd) {
        if (FieldText.enhancedStatusEnd(text, codeEnd + 1) > 0) {
            return true;
        }
        int start = wordEnd;
        while (start >= 0 && Character.isLetter(text.charAt(start))) {
            start--;
        }
        String word = text.substring(start + 1, wordEnd + 1).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "said", "error", "reply", "response", "code", "status", "smtp", "returned", "reason" -> true;
            default -> false;
        };
    }

    /** Codes of failures in use: 4yz and 5yz with a second digit of RFC 5321 section 4.2.1, and a few more. */
    private static boolean isCode(String text, int start) {
        char second = text.charAt(start + 1);
        char third = text.charAt(start + 2);
        return second >= '0' && second <= '7' && third >= '0' && third <= '9';
    }
}
