package telltale.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.html.ClickUrls;
import telltale.message.html.RecipientLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;
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

    /** The pixel and tracked links of each delivery. */
    BiFunction<DeliveryId, PrivacyProfile, Tracking> tracking(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        BiFunction<DeliveryId, PrivacyProfile, ClickUrls> clicks = clicks(pixelUrl, tokens);
        return (delivery, profile) -> new Tracking(
                pixel(URI.create(base + "/pixel/" + tokens.forPixel(delivery, profile) + extension())),
                clicks.apply(delivery, profile));
    }

    /** The tracked links in the mail of each delivery. */
    static BiFunction<DeliveryId, PrivacyProfile, ClickUrls> clicks(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        return (delivery, profile) -> new ClickUrls(base, link -> tokens.forLink(delivery, link, profile));
    }

    /** The tracked links on the web page of each delivery's message. */
    static BiFunction<DeliveryId, PrivacyProfile, ClickUrls> viewClicks(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        return (delivery, profile) -> new ClickUrls(base, link -> tokens.forViewLink(delivery, link, profile));
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
