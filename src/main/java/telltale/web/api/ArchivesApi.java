package telltale.web.api;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.sending.CampaignMails;
import telltale.sending.CampaignMails.CampaignMail;
import telltale.sending.PublicArchive;
import telltale.sending.PublicArchive.Published;
import telltale.store.Archives.Archive;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code PUT /api/v1/campaigns/{name}/archive} publishes a message of a campaign; {@code GET} returns what is published;
 * {@code DELETE} withdraws it. {@code GET /api/v1/campaigns/{name}/mail} returns the campaign's latest mail.
 */
public final class ArchivesApi {
    private final PublicArchive archive;
    private final @Nullable CampaignMails mails;
    private final @Nullable String base;

    /**
     * @param mails null if none can be sent
     * @param base the public base URL without a trailing slash, or null if none is configured
     */
    public ArchivesApi(PublicArchive archive, @Nullable CampaignMails mails, @Nullable String base) {
        this.archive = archive;
        this.mails = mails;
        this.base = base;
    }

    /**
     * The latest mail of a campaign, with the tags of its template instead of personal values; null members if its content is not
     * kept any more, or was written for one person. With it what the campaign has published, null if that is nothing.
     */
    public Response mail(RoutedRequest request) {
        request.query();
        String campaign = request.variable();
        Optional<CampaignMail> mail = mails == null ? Optional.empty() : mails.latest(campaign);
        ArchiveJson published = base == null
                ? null
                : archive.find(campaign)
                        .map(found -> ArchiveJson.of(campaign, found, base, List.of()))
                        .orElse(null);
        return Response.json(MailJson.of(campaign, mail, published));
    }

    /** The published message of a campaign. */
    public Response get(RoutedRequest request) throws ProblemException {
        request.query();
        String address = configured();
        return archive.find(request.variable())
                .map(found -> Response.json(ArchiveJson.of(request.variable(), found, address, List.of())))
                .orElseGet(() -> notFound("There is no campaign with this name, or it has no published message."));
    }

    /** Publishes the message that the body names. */
    public Response publish(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        String address = configured();
        Fields body = request.body("message");
        UUID message = body.read("message", ArchivesApi::id);
        if (message == null) {
            throw new InvalidInputException("message", "message is missing; it must be the id of a message");
        }
        Optional<Published> published = archive.publish(request.variable(), message);
        return published
                .map(now -> Response.json(ArchiveJson.of(request.variable(), now.archive(), address, now.warnings())))
                .orElseGet(() -> notFound("There is no campaign with this name."));
    }

    /** Withdraws the published message of a campaign. */
    public Response withdraw(RoutedRequest request) {
        request.query();
        return archive.withdraw(request.variable())
                ? Response.noContent()
                : notFound("There is no campaign with this name, or it has no published message.");
    }

    private String configured() throws ProblemException {
        if (base == null) {
            throw new ProblemException(
                    new Problem(Problem.Type.NOT_CONFIGURED, "PIXEL_URL is not set; public addresses require it."));
        }
        return base;
    }

    private static UUID id(String text) {
        if (text.length() != 36) {
            throw new IllegalArgumentException("expected the id of a message, a UUID of 36 characters");
        }
        return UUID.fromString(text);
    }

    private static Response notFound(String detail) {
        return new Problem(Problem.Type.NOT_FOUND, detail);
    }

    private record MailJson(
            String campaign,
            @Nullable UUID message,
            @Nullable String subject,
            @Nullable String html,
            List<LinkJson> links,
            @Nullable ArchiveJson published) {
        static MailJson of(String campaign, Optional<CampaignMail> found, @Nullable ArchiveJson published) {
            List<String> urls = found.map(one -> one.mail().links()).orElse(List.of());
            return new MailJson(
                    campaign,
                    found.map(CampaignMail::message).orElse(null),
                    found.map(one -> one.mail().subject()).orElse(null),
                    found.map(one -> one.mail().html()).orElse(null),
                    IntStream.rangeClosed(1, urls.size())
                            .mapToObj(number -> new LinkJson(number, urls.get(number - 1)))
                            .toList(),
                    published);
        }
    }

    private record LinkJson(int number, String url) {}

    private record ArchiveJson(
            String campaign, UUID message, String url, Instant publishedAt, Optional<List<String>> warnings) {
        static ArchiveJson of(String campaign, Archive archive, String base, List<String> warnings) {
            return new ArchiveJson(
                    campaign,
                    archive.message(),
                    base + "/archive/" + archive.id(),
                    archive.publishedAt(),
                    Optional.of(warnings).filter(all -> !all.isEmpty()));
        }
    }
}
