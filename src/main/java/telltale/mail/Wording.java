package telltale.mail;

import java.util.List;

/** What a part of a mail says to its recipient, in pieces: those that many read were made ready for the wire once. */
public final class Wording {
    private final List<Quoted> pieces;

    /**
     * @param pieces one after the other they are the text
     */
    Wording(List<Quoted> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /** A text that only one recipient reads. */
    public static Wording of(String text) {
        return new Wording(List.of(Quoted.of(text)));
    }

    void writeTo(Wire wire) {
        QuotedPrintable.write(pieces, wire);
    }

    /** Whether they say the same, however it is cut. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Wording wording && toString().equals(wording.toString());
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
        for (Quoted piece : pieces) {
            text.append(piece.text());
        }
        return text.toString();
    }
}
