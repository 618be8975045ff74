package telltale.proxies;

import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.smtp.Certificates;

/** What comes through each documented proxy: nothing that tracking depends on is changed. */
@Timeout(120)
class HttpsProxiesFullIT {
    @ParameterizedTest
    @EnumSource
    void aProxyChangesNothingThatTrackingDependsOn(HttpsProxy.Program program, @TempDir Path folder) throws Exception {
        Certificates certificates = Certificates.madeFor("dns:localhost", folder);
        HttpClient http = HttpClient.newBuilder()
                .sslContext(certificates.context())
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        int port = FreePort.find();
        try (HttpsProxy proxy =
                        new HttpsProxy(program, Files.createDirectory(folder.resolve("proxy")), certificates, port);
                RunningWar telltale = RunningWar.serving(
                        Files.createDirectory(folder.resolve("telltale")),
                        Map.of(
                                "TELLTALE_PORT",
                                Integer.toString(port),
                                "PIXEL_URL",
                                proxy.site() + "/app/pixel",
                                "TELLTALE_TRUSTED_PROXIES",
                                "127.0.0.1"))) {
            telltale.awaitSite();
            new ProxyWalk(http, proxy, telltale).run();
        }
    }
}
