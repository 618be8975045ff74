package telltale.message.mime;

import java.util.List;

/** The text of a message part as encoded segments; segments that all copies share are encoded once. */
public final class EncodedText {
    private final List<QuotedPrintableSegment> segments;

    /**
     * @param segments the text in order
     */
    public EncodedText(List<QuotedPrintableSegment> segments) {
        this.segments = List.copyOf(segments);
    }

    /** Encodes a text as a single segment. */
    public static EncodedText of(String text) {
        return new EncodedText(List.of(QuotedPrintableSegment.of(text)));
    }

    void writeTo(ByteSink wire) {
        QuotedPrintable.write(segments, wire);
    }

    /** Compares the texts, regardless of their segmentation. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedText that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The decoded text. */
    @Override
    public String toString() {
        if (segments.size() == 1) {
            return segments.get(0).text();
        }
        StringBuilder text = new StringBuilder();
        for (QuotedPrintableSegment segment : segments) {
            text.append(segment.text());
        }
        return text.toString();
    }
}
