package telltale.app;

import java.net.URI;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.html.ClickUrls;
import telltale.message.html.PreferenceLinks;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.settings.PixelSize;
import telltale.settings.PixelUrl;
import telltale.settings.Settings;
import telltale.token.Tokens;
import telltale.web.recipient.PixelImage;

/**
 * What the tracking image looks like: the invisible dot, or the owner's own picture.
 *
 * @param image what its address serves
 * @param shown its size in mails, or null for the invisible one
 */
record PixelAppearance(PixelImage image, @Nullable PixelSize shown) {

    /**
     * @throws StartupException if the owner's file is no image
     */
    static PixelAppearance of(Settings settings) {
        Path file = settings.pixelImage();
        if (file == null) {
            return new PixelAppearance(PixelImage.invisible(), null);
        }
        ImageFile image = ImageFile.read(file);
        PixelSize wanted = settings.pixelSize();
        return new PixelAppearance(
                image.image(), wanted != null ? wanted : new PixelSize(image.width(), image.height()));
    }

    /** Image and links as they stand in the mail of each delivery. */
    Function<DeliveryId, Tracking> inMails(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        return delivery -> new Tracking(
                pixel(URI.create(base + "/pixel/" + tokens.forPixel(delivery) + ending())),
                new ClickUrls(base, link -> tokens.forLink(delivery, link)));
    }

    /** The addresses where the recipient of each delivery chooses. */
    static Function<DeliveryId, PreferenceLinks> choicesIn(PixelUrl pixelUrl, Tokens tokens) {
        String base = pixelUrl.base();
        return delivery -> new PreferenceLinks(
                base + "/unsubscribe/" + tokens.forUnsubscribe(delivery),
                base + "/preferences/" + tokens.forPreferences(delivery));
    }

    private TrackingPixel pixel(URI address) {
        return shown == null
                ? TrackingPixel.invisible(address)
                : TrackingPixel.visible(address, shown.width(), shown.height());
    }

    /** Some clients show nothing whose address does not look like a picture. */
    private String ending() {
        return switch (image.contentType()) {
            case "image/png" -> ".png";
            case "image/jpeg" -> ".jpg";
            default -> ".gif";
        };
    }
}
