package telltale.inbound;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import telltale.inbound.Identifiers.Candidate;
import telltale.inbound.Identifiers.Place;

/** Collects what may name the message that a mail is about. */
final class IdentifierCollector {
    private static final int MAX_CANDIDATES = 50;
    private static final int MAX_RETURNED = 1 << 16;
    private static final int MAX_ID_LENGTH = 998;

    private final List<Candidate> addresses = new ArrayList<>();
    private final List<Candidate> messageIds = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();

    static Identifiers collect(ParsedMail mail, Notice notice, StructuredReport report, ReturnEnvelope envelope) {
        IdentifierCollector collector = new IdentifierCollector();
        envelope.recipients().forEach(address -> collector.addAddress(address, Place.ENVELOPE));
        mail.addresses("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
                .forEach(address -> collector.addAddress(address, Place.HEADER));
        report.fields().all("original-message-id").forEach(id -> collector.addIds(id, Place.REPORT));
        report.fields().all("x-original-message-id").forEach(id -> collector.addIds(id, Place.REPORT));
        String envelopeId = report.fields().first("original-envelope-id");
        collector.addIds(envelopeId, Place.REPORT);
        mail.returned().forEach(part -> collector.addReturned(part.text(MAX_RETURNED)));
        collector.addReturned(
                notice.copy().substring(0, Math.min(MAX_RETURNED, notice.copy().length())));
        mail.header().all("x-original-message-id").forEach(id -> collector.addIds(id, Place.HEADER));
        mail.header().all("in-reply-to").forEach(id -> collector.addIds(id, Place.REFERENCE));
        mail.header().all("references").forEach(id -> collector.addIds(id, Place.REFERENCE));
        collector.addFromText(notice.text(), Place.TEXT);
        return new Identifiers(collector.addresses, collector.messageIds, envelopeId);
    }

    /** Adds from the text of a returned message, which may be quoted, or have other text above its header. */
    private void addReturned(String text) {
        addFromText(text, Place.RETURNED_MESSAGE);
    }

    private void addFromText(String text, Place place) {
        for (Lines lines = new Lines(text); lines.next(); ) {
            int at = lines.start();
            while (at < lines.end() && (text.charAt(at) == ' ' || text.charAt(at) == '>' || text.charAt(at) == '\t')) {
                at++;
            }
            if (isField(text, at, "message-id:") || isField(text, at, "x-message-id:")) {
                addIds(valueAfterColon(text, lines), place);
            } else if (isField(text, at, "return-path:") || isField(text, at, "x-envelope-from:")) {
                AddressText.all(text.substring(at, lines.end())).forEach(address -> addAddress(address, place));
            }
        }
    }

    private static boolean isField(String text, int at, String name) {
        return text.regionMatches(true, at, name, 0, name.length());
    }

    /** The value, with the next line, where long identifiers are folded to. */
    private static String valueAfterColon(String text, Lines lines) {
        int colon = text.indexOf(':', lines.start());
        int end = text.indexOf('\n', Math.min(text.length(), lines.following()));
        return text.substring(colon + 1, end < 0 ? text.length() : Math.min(end, colon + MAX_ID_LENGTH));
    }

    private void addIds(String value, Place place) {
        int open = value.indexOf('<');
        while (open >= 0) {
            int close = value.indexOf('>', open);
            if (close < 0) {
                return;
            }
            String id = value.substring(open, close + 1);
            if (id.indexOf('@') > 0
                    && id.length() <= MAX_ID_LENGTH
                    && id.chars().noneMatch(c -> c <= ' ')) {
                add(messageIds, id, place);
            }
            open = value.indexOf('<', close);
        }
    }

    private void addAddress(String address, Place place) {
        add(addresses, address, place);
    }

    private void add(List<Candidate> candidates, String value, Place place) {
        if (candidates.size() < MAX_CANDIDATES && seen.add(value)) {
            candidates.add(new Candidate(value, place));
        }
    }
}
