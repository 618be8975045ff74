package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that deploying, using and undeploying the WAR ten times in a running Tomcat leaves nothing behind. */
class RedeployIT {
    private static final int TIMES = 10;

    private static RedeployedWar redeployed;

    @BeforeAll
    static void redeploy(@TempDir Path folder) throws Exception {
        redeployed = RedeployedWar.run(folder, TIMES, Map.of());
    }

    @Test
    void eachDeploymentSentItsMail() {
        assertEquals(TIMES, redeployed.mails());
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
    void tomcatReportsNoLeak() {
        assertEquals("", redeployed.leaks(), redeployed::log);
    }

    @Test
    void noFileRemainsOpen() {
        assertEquals("", redeployed.found("files"));
        assertTrue(Integer.parseInt(redeployed.found("files.more")) <= 0, redeployed::log);
    }

    @Test
    void theHomeIsFree() {
        assertEquals("free", redeployed.found("home"));
    }
}
