package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.kafka.KafkaBrokers;
import telltale.postgres.PostgresServer;

/** Tests that undeploying the WAR leaves nothing of Kafka's clients behind in a running Tomcat. */
class KafkaRedeployFullIT {
    private static final int TIMES = 3;

    private static RedeployedWar redeployed;

    @BeforeAll
    static void redeploy(@TempDir Path folder) throws Exception {
        try (KafkaBrokers brokers = KafkaBrokers.start(Files.createDirectory(folder.resolve("kafka")))) {
            redeployed = RedeployedWar.run(
                    folder,
                    TIMES,
                    Map.of(
                            "TELLTALE_DATABASE_URL",
                            PostgresServer.shared().newDatabase(),
                            "TELLTALE_DATABASE_USER",
                            "postgres",
                            "TELLTALE_LOG",
                            "kafka:" + brokers.addresses(),
                            "TELLTALE_LOG_CLIENT",
                            brokers.clientFile("telltale").toString()));
        }
    }

    @Test
    void noThreadRemains() {
        assertEquals("", redeployed.found("threads"));
    }

    @Test
    void noClassLoaderRemains() {
        assertEquals("0", redeployed.found("loaders"), redeployed::heap);
    }

    @Test
    void neitherBeansNorSecurityProvidersRemain() {
        assertEquals("", redeployed.found("beans"));
        assertEquals("", redeployed.found("providers"));
    }

    @Test
    void tomcatReportsNoLeak() {
        assertEquals("", redeployed.leaks(), redeployed::log);
    }
}
