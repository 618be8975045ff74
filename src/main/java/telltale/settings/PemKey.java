package telltale.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a private key in PEM (RFC 7468). No message contains anything that may be part of it. */
final class PemKey {
    /** Distinguishes PEM text from a path. */
    static final String BEGIN = "-----BEGIN ";

    private static final int MAX_SIZE = 64 * 1024;
    private static final Pattern BLOCK =
            Pattern.compile(BEGIN + "([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final Pattern MAYBE_BASE64 = Pattern.compile("[A-Za-z0-9+/=\\s]{40,}");
    private static final String PKCS8 = "PRIVATE KEY";
    private static final String PKCS1 = "RSA PRIVATE KEY";

    /** Version 0 and the RSA identifier, which precede the key in PKCS #8 (RFC 5208 section 5, RFC 8017 appendix A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PemKey() {}

    /**
     * The first private key as PKCS #8 (RFC 5208).
     *
     * @param text PEM, whose line breaks may be spaces or {@code \n}, or the path of a PEM file
     * @throws IllegalArgumentException with a message that states the error
     */
    static byte[] read(String text) {
        Matcher block = BLOCK.matcher(text(text));
        String found = "";
        while (block.find()) {
            found = block.group(1);
            if (found.endsWith(PKCS8)) {
                return key(found, block.group(2));
            }
        }
        throw new IllegalArgumentException(
                found.isEmpty()
                        ? "it has nothing between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----"
                        : "it contains a " + found + " and no PRIVATE KEY");
    }

    /** PEM text, or that of the file at a path. */
    static String text(String text) {
        return text.contains(BEGIN) ? text.replace("\\n", "\n") : file(text);
    }

    private static byte[] key(String label, String body) {
        if (label.startsWith("ENCRYPTED") || body.contains("ENCRYPTED")) {
            throw new IllegalArgumentException("its key is encrypted; remove the passphrase with \"openssl pkey\"");
        }
        if (!label.equals(PKCS8) && !label.equals(PKCS1)) {
            throw new IllegalArgumentException("it contains an unsupported type of key (" + label + ")");
        }
        byte[] octets;
        try {
            octets = Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("its key is damaged: it is not base64", noBase64);
        }
        return label.equals(PKCS8) ? octets : der(SEQUENCE, RSA, der(OCTET_STRING, octets));
    }

    /** A DER value with a length of two octets: of 256 octets or more, as every RSA key has. */
    private static byte[] der(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer value =
                ByteBuffer.allocate(4 + length).put((byte) tag).put((byte) 0x82).putShort((short) length);
        for (byte[] part : parts) {
            value.put(part);
        }
        return value.array();
    }

    private static String file(String text) {
        String name = MAYBE_BASE64.matcher(text).matches() ? "of this name" : text;
        try (InputStream in = Files.newInputStream(path(text))) {
            return new String(in.readNBytes(MAX_SIZE), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException missing) {
            throw new IllegalArgumentException("the file " + name + " does not exist", missing);
        } catch (AccessDeniedException denied) {
            throw new IllegalArgumentException("the server's user has no permission to read the file " + name, denied);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the file " + name + " cannot be read", unreadable);
        }
    }

    private static Path path(String text) {
        try {
            return Parsers.path(text);
        } catch (InvalidPathException noPath) {
            throw new IllegalArgumentException("it is neither a path nor PEM", noPath);
        }
    }
}
