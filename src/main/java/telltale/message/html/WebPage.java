package telltale.message.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import telltale.model.Attachment;
import telltale.model.ImmutableBytes;
import telltale.model.Link;

/**
 * A message as a web page, with its inline images as data URLs (RFC 2397). Images are encoded while the page is read, so a
 * page needs little more memory than its HTML.
 */
public final class WebPage {
    /** The recipient's links on a page: a fragment, which is neither tracked nor resolved with a base URL. */
    private static final String NO_LINK = "#" + Placeholders.VIEW;

    /** Fills in the recipient's links of a message that becomes a page. */
    public static final RecipientLinks NO_LINKS = new RecipientLinks(NO_LINK, NO_LINK, NO_LINK, NO_LINK);

    /** The bytes of all images on a page, where an image that is shown twice counts twice. */
    private static final long MAX_IMAGE_BYTES = 32 << 20;

    /** The bytes of all images in a preview, which is sent as JSON. */
    private static final long MAX_PREVIEW_IMAGE_BYTES = 2 << 20;

    private static final Pattern CID = Pattern.compile("\\bcid:([A-Za-z0-9._+@%-]{1,130})", Pattern.CASE_INSENSITIVE);
    /** The media types of images that a data URL can have as they are. */
    private static final Pattern IMAGE = Pattern.compile("image/[a-z0-9.+-]+");

    private static final List<String> IMAGE_ATTRIBUTES = List.of("src", "srcset", "background", "style");

    private final List<Part> parts;

    private WebPage(List<Part> parts) {
        this.parts = parts;
    }

    /** A page that was stored. */
    public static WebPage ofBytes(byte[] page) {
        return new WebPage(List.of(new Part(new ImmutableBytes(page), false)));
    }

    /**
     * A part of a page.
     *
     * @param isImage whether it is the content of an image, which is encoded as Base64 (RFC 4648 section 4)
     */
    private record Part(ImmutableBytes content, boolean isImage) {
        static Part html(String html) {
            return new Part(new ImmutableBytes(html.getBytes(StandardCharsets.UTF_8)), false);
        }

        long length() {
            return isImage ? (content.size() + 2L) / 3 * 4 : content.size();
        }

        byte[] read(int from, int to) {
            byte[] bytes = content.toBytes(from, to);
            return isImage ? Base64.getEncoder().encode(bytes) : bytes;
        }
    }

    /**
     * Turns the HTML of a message into a page.
     *
     * @param html HTML whose recipient's links are {@link #NO_LINKS}
     * @param title the title of a page without one
     * @param files the attachments of the message
     */
    public static WebPage of(String html, String title, List<Attachment> files) {
        Document document = Jsoup.parse(html);
        PageLinks.rewrite(document, NO_LINK);
        PageHead.rewrite(document, title);
        Images images = new Images(files, MAX_IMAGE_BYTES);
        images.mark(document);
        document.outputSettings().prettyPrint(false);
        return new WebPage(images.split(document.outerHtml().replace(NO_LINK, "")));
    }

    /**
     * The HTML of a mail for a preview: its tracked links lead to their destinations and have their number in {@code data-link},
     * and small inline images are data URLs.
     *
     * @param html the HTML without a pixel
     * @param clicks the tracked URLs of the links
     * @param files the attachments of the message
     */
    public static String preview(TrackedHtml html, ClickUrls clicks, List<Attachment> files) {
        Map<String, Link> links = html.links().stream()
                .collect(Collectors.toMap(clicks::urlFor, Function.identity(), (first, same) -> first));
        Document document = Jsoup.parse(html.html());
        for (Element element : document.select("[href]")) {
            Link link = links.get(element.attr("href"));
            if (link != null) {
                element.attr("href", link.destination().url()).attr("data-link", Integer.toString(link.number()));
            }
        }
        Images images = new Images(files, MAX_PREVIEW_IMAGE_BYTES);
        images.mark(document);
        document.outputSettings().prettyPrint(false);
        return new String(new WebPage(images.split(document.outerHtml())).toBytes(), StandardCharsets.UTF_8);
    }

    /** The number of bytes. */
    public long length() {
        return parts.stream().mapToLong(Part::length).sum();
    }

    /** The bytes of the HTML without its images, which the message already has in memory. */
    public long memory() {
        return parts.stream()
                .filter(part -> !part.isImage())
                .mapToLong(Part::length)
                .sum();
    }

    /** Opens the page as UTF-8. */
    public InputStream open() {
        return new Content(parts);
    }

    /** The page as one array. */
    public byte[] toBytes() {
        try (InputStream in = open()) {
            return in.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** The inline images of one page. A mark that no message can contain stands for each until the page is complete. */
    private static final class Images {
        private final String mark = UUID.randomUUID().toString();
        private final List<Attachment> files;
        private long budget;

        /** @param budget the bytes of all images */
        Images(List<Attachment> files, long budget) {
            this.budget = budget;
            this.files = files.stream()
                    .filter(file -> file.isInline()
                            && IMAGE.matcher(file.type().essence()).matches())
                    .toList();
        }

        void mark(Document document) {
            if (files.isEmpty()) {
                return;
            }
            for (Element element : document.getAllElements()) {
                IMAGE_ATTRIBUTES.stream()
                        .filter(element::hasAttr)
                        .forEach(name -> element.attr(name, marked(element.attr(name))));
                element.dataNodes().forEach(this::mark);
            }
        }

        private void mark(DataNode style) {
            style.setWholeData(marked(style.getWholeData()));
        }

        private String marked(String text) {
            return CID.matcher(text).replaceAll(reference -> Matcher.quoteReplacement(url(reference.group(1))));
        }

        /** The data URL of an image, with a mark in place of its content; unchanged if the message has no such image. */
        private String url(String reference) {
            String id = reference.replace("%40", "@");
            for (int i = 0; i < files.size(); i++) {
                Attachment file = files.get(i);
                if (id.equals(file.contentId()) && file.content().size() <= budget) {
                    budget -= file.content().size();
                    return "data:" + file.type().essence() + ";base64," + mark + i + ".";
                }
            }
            return "cid:" + reference;
        }

        List<Part> split(String html) {
            List<Part> parts = new ArrayList<>();
            int copied = 0;
            for (int at = html.indexOf(mark); at >= 0; at = html.indexOf(mark, copied)) {
                parts.add(Part.html(html.substring(copied, at)));
                int end = html.indexOf('.', at);
                int file = Integer.parseInt(html.substring(at + mark.length(), end));
                parts.add(new Part(files.get(file).content(), true));
                copied = end + 1;
            }
            parts.add(Part.html(html.substring(copied)));
            return List.copyOf(parts);
        }
    }

    /** Reads the parts of a page one after the other. */
    private static final class Content extends InputStream {
        /** A multiple of three bytes, so that only the last chunk of an image is padded. */
        private static final int CHUNK = 3 * 2048;

        private final Iterator<Part> rest;
        private @Nullable Part part;
        private int readThrough;
        private byte[] chunk = {};
        private int position;

        Content(List<Part> parts) {
            this.rest = parts.iterator();
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (position == chunk.length && !readChunk()) {
                return -1;
            }
            int count = Math.min(length, chunk.length - position);
            System.arraycopy(chunk, position, buffer, offset, count);
            position += count;
            return count;
        }

        private boolean readChunk() {
            while (part == null || readThrough == part.content().size()) {
                if (!rest.hasNext()) {
                    return false;
                }
                part = rest.next();
                readThrough = 0;
            }
            int end = Math.min(part.content().size(), readThrough + CHUNK);
            chunk = part.read(readThrough, end);
            readThrough = end;
            position = 0;
            return true;
        }
    }
}
