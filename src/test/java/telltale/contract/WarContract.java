package telltale.contract;

import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;

/**
 * What the packaged file promises on the wire, whatever server runs it. Here its settings come from the environment and
 * from system properties; {@link JndiContract} has the others.
 */
@ArquillianTest
abstract class WarContract
        implements ServerContract,
                TrackContract,
                PixelContract,
                ClickContract,
                RecipientContract,
                RefusalContract,
                ReportContract {
    private final Application application = new Application(Rig.home());

    @Override
    public Application application() {
        return application;
    }
}
