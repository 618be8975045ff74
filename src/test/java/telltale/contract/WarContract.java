package telltale.contract;

import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;

/**
 * Contract of the packaged WAR on every server. Its settings come from the environment and from system properties here, and
 * from JNDI in {@link JndiContract}.
 */
@ArquillianTest
abstract class WarContract
        implements ServerContract,
                TrackContract,
                CalendarContract,
                PixelContract,
                ClickContract,
                RecipientContract,
                RefusalContract,
                ReportContract,
                SubmissionContract,
                RealmContract,
                DoctorContract,
                OidcContract {
    private final Application application = new Application(ServerUnderTest.home());

    @Override
    public Application application() {
        return application;
    }
}
