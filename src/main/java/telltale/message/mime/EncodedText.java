package telltale.message.mime;

import java.util.List;

/** What a part of a mail says to its recipient, in pieces: those that many read were made ready for the wire once. */
public final class EncodedText {
    private final List<QuotedPrintableSegment> pieces;

    /**
     * @param pieces one after the other they are the text
     */
    public EncodedText(List<QuotedPrintableSegment> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** A text that only one recipient reads. */
    public static EncodedText of(String text) {
        return new EncodedText(List.of(QuotedPrintableSegment.of(text)));
    }

    void writeTo(ByteSink wire) {
        QuotedPrintable.write(pieces, wire);
    }

    /** Whether they say the same, however it is cut. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedText wording && toString().equals(wording.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** The text. */
    @Override
    public String toString() {
        if (pieces.size() == 1) {
            return pieces.get(0).text();
        }
        StringBuilder text = new StringBuilder();
        for (QuotedPrintableSegment piece : pieces) {
            text.append(piece.text());
        }
        return text.toString();
    }
}
