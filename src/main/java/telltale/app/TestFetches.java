package telltale.app;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import telltale.assessment.AssessmentService;
import telltale.doctor.delivery.TestFetcher;
import telltale.message.TrackedMail;
import telltale.message.html.Tracking;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Event;
import telltale.model.Host;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.settings.PixelUrl;
import telltale.store.Evidence;

/** The tracking addresses of the self-test: those of its deliveries in mails. */
final class TestFetches implements TestFetcher {
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(2);

    private final PixelUrl pixelUrl;
    private final PixelAppearance appearance;
    private final RecordingParts recording;

    TestFetches(PixelUrl pixelUrl, PixelAppearance appearance, RecordingParts recording) {
        this.pixelUrl = pixelUrl;
        this.appearance = appearance;
        this.recording = recording;
    }

    @Override
    public Host host() {
        return pixelUrl.host();
    }

    @Override
    public URI pixel(DeliveryId delivery) {
        Tracking tracking = appearance
                .tracking(pixelUrl, recording.hitTokens)
                .apply(new TrackedMail(delivery, PrivacyProfile.INDIVIDUAL, null, null));
        return Objects.requireNonNull(tracking.pixel()).url();
    }

    @Override
    public URI link(DeliveryId delivery, String destination) {
        Link link = new Link(1, new Destination(destination));
        return URI.create(base() + "/click/" + recording.tokens.forLink(delivery, link));
    }

    @Override
    public String base() {
        return pixelUrl.base();
    }

    @Override
    public Verdict judge(Event event) {
        DeliveryId delivery = Objects.requireNonNull(event.delivery());
        return assessment()
                .assess(new Evidence(
                        delivery, null, Provider.OTHER, "", false, true, false, false, false, List.of(event), Map.of()))
                .verdicts()
                .get(0);
    }

    @Override
    public List<String> explain(Verdict verdict) {
        return assessment().explain(verdict);
    }

    private AssessmentService assessment() {
        return recording.assessment;
    }

    @Override
    public void awaitStored() {
        var unused = recording.events.awaitStored(STORE_TIMEOUT);
    }
}
