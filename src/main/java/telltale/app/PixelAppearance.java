package telltale.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.TrackedMail;
import telltale.message.html.ClickUrls;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.settings.PixelSize;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.token.Tokens;
import telltale.web.recipient.PixelImage;

/**
 * The appearance of the tracking pixel: invisible, or a custom image.
 *
 * @param image the response of the pixel address
 * @param shown its size in mails, or null for the invisible pixel
 */
record PixelAppearance(PixelImage image, @Nullable PixelSize shown) {

    /**
     * The appearance that the settings define.
     *
     * @throws StartupException if the configured file is not an image
     */
    static PixelAppearance of(Settings settings) {
        Path file = settings.pixelImage();
        if (file == null) {
            return new PixelAppearance(PixelImage.invisible(), null);
        }
        ImageFile image = ImageFile.read(file);
        PixelSize size = settings.pixelSize();
        return new PixelAppearance(image.image(), size != null ? size : new PixelSize(image.width(), image.height()));
    }

    /** The pixel and tracked links of each mail. */
    Function<TrackedMail, Tracking> tracking(PixelUrl pixelUrl, HitTokens tokens) {
        String base = pixelUrl.base();
        Function<TrackedMail, ClickUrls> clicks = clicks(pixelUrl, tokens);
        return mail -> {
            String token = tokens.pixel(mail);
            return new Tracking(
                    token == null ? null : pixel(URI.create(base + "/pixel/" + token + extension())),
                    clicks.apply(mail));
        };
    }

    /** The tracked links of each mail. */
    static Function<TrackedMail, ClickUrls> clicks(PixelUrl pixelUrl, HitTokens tokens) {
        return mail -> new ClickUrls(pixelUrl.base(), link -> tokens.link(mail, link));
    }

    /** The tracked links on the web page of each mail. */
    static Function<TrackedMail, ClickUrls> viewClicks(PixelUrl pixelUrl, HitTokens tokens) {
        return mail -> new ClickUrls(pixelUrl.base(), link -> tokens.viewLink(mail, link));
    }

    /** The addresses of each delivery that belong to its recipient. */
    static Function<DeliveryId, RecipientLinks> recipientLinks(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        return delivery -> new RecipientLinks(
                base + "/unsubscribe/" + tokens.forUnsubscribe(delivery),
                base + "/preferences/" + tokens.forPreferences(delivery),
                base + "/consent/" + tokens.forConsent(delivery),
                base + "/view/" + tokens.forView(delivery));
    }

    private TrackingPixel pixel(URI address) {
        return shown == null
                ? TrackingPixel.invisible(address)
                : TrackingPixel.visible(address, shown.width(), shown.height());
    }

    /** The file name extension; some clients show only images with one. */
    private String extension() {
        return switch (image.contentType()) {
            case "image/png" -> ".png";
            case "image/jpeg" -> ".jpg";
            default -> ".gif";
        };
    }
}
