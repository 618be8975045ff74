package telltale.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.message.html.ClickUrls;
import telltale.message.html.LinkParameters;
import telltale.message.html.Tracking;
import telltale.message.html.TrackingPixel;
import telltale.model.DeliveryId;
import telltale.model.MeasurementConsent;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;

class TrackingOptionsTest {
    private static final Tracking EVERYTHING = new Tracking(
            TrackingPixel.invisible(URI.create("https://a.example/pixel/1")),
            new ClickUrls("https://a.example", link -> "1"));

    /** What each profile adds to the mail of a person who was not asked (-), consented (yes), or refused (no). */
    @ParameterizedTest
    @CsvSource({
        "INDIVIDUAL, true,  -,   -,   pixel links",
        "INDIVIDUAL, true,  no,  -,   links",
        "INDIVIDUAL, true,  yes, no,  pixel",
        "INDIVIDUAL, false, yes, yes, ''",
        "CONSENT,    true,  -,   -,   ''",
        "CONSENT,    true,  yes, -,   pixel",
        "CONSENT,    true,  -,   yes, links",
        "CONSENT,    true,  no,  no,  ''",
        "CONSENT,    true,  yes, yes, pixel links",
        "CONSENT,    false, yes, yes, ''",
        "AGGREGATED, true,  -,   -,   pixel links",
        "AGGREGATED, true,  no,  -,   links",
        "AGGREGATED, true,  -,   no,  pixel",
        "AGGREGATED, false, yes, yes, ''",
        "NONE,       true,  yes, yes, ''",
    })
    void aMailHasWhatTheProfileAndThePersonAllow(
            PrivacyProfile profile, boolean tracked, String opens, String clicks, String expected) {
        MeasurementConsent consent = new MeasurementConsent(from(opens), from(clicks));
        Person person =
                new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, List.of(), tracked, consent);
        DeliveryId id = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(1)));
        TrackingOptions options = new TrackingOptions(true, true, LinkParameters.NONE, profile);
        Tracking tracking = options.of(any -> EVERYTHING, new TrackedMail(id, profile, "spring", 1L), person);
        String added = (tracking.pixel() == null ? "" : "pixel ") + (tracking.clicks() == null ? "" : "links");
        assertEquals(expected, added.strip());
        assertEquals(
                expected.equals("pixel links"),
                options.warning(person, "spring").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"spring, 1, pixel links", "spring, , links", ", , ''"})
    void aggregatedMeasuresPoolsAndCampaignsOnly(@Nullable String campaign, @Nullable Long pool, String expected) {
        Person person = new Person(PersonKey.ofBytes(new byte[32]), "a***@example.com", null, true);
        DeliveryId id = new DeliveryId(Uuid7.at(Instant.EPOCH, new Random(1)));
        TrackingOptions options = new TrackingOptions(true, true, LinkParameters.NONE, PrivacyProfile.AGGREGATED);
        Tracking tracking =
                options.of(any -> EVERYTHING, new TrackedMail(id, PrivacyProfile.AGGREGATED, campaign, pool), person);
        String added = (tracking.pixel() == null ? "" : "pixel ") + (tracking.clicks() == null ? "" : "links");
        assertEquals(expected, added.strip());
        assertEquals(campaign != null, options.warning(person, campaign).isEmpty());
    }

    private static long from(String decision) {
        return switch (decision) {
            case "yes" -> 1_000;
            case "no" -> MeasurementConsent.DENIED;
            default -> MeasurementConsent.NOT_ASKED;
        };
    }
}
