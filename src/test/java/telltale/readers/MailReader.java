package telltale.readers;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Base64;

/** A program that parses mail. */
interface MailReader {
    ReadMail read(Path mail) throws Exception;

    /** The content of a leaf in the form in which readers are compared. */
    static String content(String type, String charset, byte[] octets) {
        return type.startsWith("text/")
                ? new String(octets, Charset.forName(charset)).replace("\r\n", "\n")
                : Base64.getEncoder().encodeToString(octets);
    }
}
