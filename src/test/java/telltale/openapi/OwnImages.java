package telltale.openapi;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.imageio.ImageIO;

/** The answers of applications with an image of their own. */
final class OwnImages {
    private OwnImages() {}

    static void produce(ApiDocument document, Path folder, CheckedClient all) throws Exception {
        for (String format : new String[] {"png", "jpg"}) {
            Path image = Files.createDirectories(folder.resolve(format)).resolve("image." + format);
            ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), format, image.toFile());
            Map<String, String> settings = Map.of("PIXEL_IMAGE", image.toString());
            try (ServedApplication application = new ServedApplication(folder.resolve(format), settings)) {
                CheckedClient client = new CheckedClient(document, application.http, application.adminKey);
                client.send("GET", "/pixel", "");
                client.send("GET", "/pixel/any", "");
                all.add(client);
            }
        }
    }
}
