package telltale.app.commands;

import java.nio.charset.Charset;
import telltale.judging.KnownHeaders;

/** A format of input with one request a line. */
interface RequestFormat {
    Charset charset();

    /** The headers that a line reports, or reports as absent. */
    KnownHeaders known();

    /**
     * Parses a line.
     *
     * @param number of the line, starting at 1
     * @throws IllegalArgumentException with a message for the user
     */
    RequestLine parse(String line, long number);
}
