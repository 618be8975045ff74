package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.InvalidInputException;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.WireConstant;
import telltale.reports.ReportIntake;
import telltale.reports.ReportReview;
import telltale.store.DeliveryQuery;
import telltale.store.ReportCorrection;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.StoredReport;
import telltale.web.http.Exports;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.JsonName;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code /api/v1/inbound}: mails that came back. POST accepts one, GET lists them or returns one, with {@code /raw} its octets;
 * PUT and DELETE of {@code /correction} change what one is.
 */
public final class InboundApi {
    /** The media type of a mail (RFC 2046 section 5.2.1). */
    public static final String MAIL = "message/rfc822";

    private static final int PAGE = DeliveryQuery.MAX_LIMIT;
    private static final Problem NOT_FOUND = new Problem(Problem.Type.NOT_FOUND, "There is no report with this id.");

    private final Reports reports;
    private final InboundMailReader mails;
    private final ReportReview review;
    private final Exports exports;

    public InboundApi(Reports reports, ReportIntake intake, ReportReview review, Exports exports) {
        this.reports = reports;
        this.mails = new InboundMailReader(intake);
        this.review = review;
        this.exports = exports;
    }

    /** Accepts a mail: 201, or 200 if the same mail was accepted before. */
    public Response accept(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Reports.Stored stored = mails.accept(request.http());
        StoredReport report = reports.report(stored.id()).orElseThrow();
        return Response.json(
                stored.isNew() ? HttpServletResponse.SC_CREATED : HttpServletResponse.SC_OK,
                new Accepted(ReportJson.of(report, Identity.of(request.http())), stored.isNew()));
    }

    /** A page of reports as JSON; or as CSV, which has all of them unless the query limits it. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("kind", "class", "match", "delivery", "campaign", "from", "to", "limit", "cursor");
        ReportQuery selection = selection(query);
        DeliveryId delivery = selection.delivery();
        if (delivery != null) {
            request.concerns("delivery " + delivery);
        }
        Identity identity = Identity.of(request.http());
        if (ExportFormat.of(request) == ExportFormat.CSV) {
            boolean isLimited = query.get("limit") != null;
            return ListExport.response(
                    request,
                    exports,
                    ExportFormat.CSV,
                    ReportCsv.layout(identity),
                    selection.page(query.read("cursor", UUID::fromString), isLimited ? query.limit() : PAGE),
                    part -> exported(part, isLimited));
        }
        int limit = query.limit();
        List<StoredReport> found = reports.find(selection.page(query.read("cursor", UUID::fromString), limit + 1));
        Slice<StoredReport> page =
                Slice.begin(found, limit, report -> report.id().toString());
        return Response.json(new Page(
                page.items().stream()
                        .map(report -> ReportJson.of(report, identity))
                        .toList(),
                page.next()));
    }

    /** @param isOnly whether it is the only page of the export */
    private ListExport.Page<ReportQuery, StoredReport> exported(ReportQuery query, boolean isOnly) {
        List<StoredReport> page = reports.find(query);
        boolean isLast = isOnly || page.size() < query.limit();
        return new ListExport.Page<>(
                page, isLast ? null : query.page(page.get(page.size() - 1).id(), query.limit()));
    }

    /** One report with all that is known about it. */
    public Response get(RoutedRequest request) {
        request.query();
        return id(request).flatMap(id -> detail(id, request)).orElse(NOT_FOUND);
    }

    private Optional<Response> detail(UUID id, RoutedRequest request) {
        return reports.report(id).map(report -> {
            note(report, request);
            return Response.json(ReportDetailJson.of(report, Identity.of(request.http())));
        });
    }

    /** Names the person that a report is about, for the audit log. */
    private static void note(StoredReport report, RoutedRequest request) {
        String recipient = report.effective().recipient();
        if (recipient != null) {
            try {
                request.concerns(EmailAddress.parse(recipient));
            } catch (IllegalArgumentException notAnAddress) {
                request.concerns(request.variable());
            }
        }
    }

    /** The octets of a report, as a text that no browser renders; 410 if they were deleted. */
    public Response raw(RoutedRequest request) {
        request.query();
        Optional<UUID> id = id(request);
        Optional<StoredReport> report = id.flatMap(reports::report);
        if (id.isEmpty() || report.isEmpty()) {
            return NOT_FOUND;
        }
        note(report.get(), request);
        Optional<byte[]> octets = reports.raw(id.get());
        if (octets.isEmpty()) {
            return new Problem(
                    Problem.Type.DELETED, "The source of this report is not kept, or was deleted as configured.");
        }
        return response -> {
            response.setContentType("text/plain;charset=utf-8");
            response.setHeader("Content-Disposition", "attachment; filename=\"" + id.get() + ".txt\"");
            response.setHeader("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.getOutputStream().write(octets.get());
        };
    }

    /** Stores what a person says that a report is. */
    public Response correct(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.body("kind", "reason");
        ReportKind kind = body.read("kind", constant(ReportKind.class));
        if (kind == null) {
            throw new InvalidInputException("kind", "kind is missing; what the mail is, such as bounce, is required");
        }
        return correct(request, new ReportCorrection(kind, body.read("reason", constant(FailureReason.class))));
    }

    /** Removes a correction, so that what the rules read applies again. */
    public Response removeCorrection(RoutedRequest request) {
        request.query();
        return correct(request, null);
    }

    private Response correct(RoutedRequest request, @Nullable ReportCorrection correction) {
        return id(request)
                .filter(known -> review.correct(known, correction))
                .flatMap(known -> detail(known, request))
                .orElse(NOT_FOUND);
    }

    /** Reads some reports again that older rules read. */
    public Response reread(RoutedRequest request) {
        ReportReview.Page page = review.reread(request.query("cursor").read("cursor", UUID::fromString));
        return Response.json(new Reread(page.reread(), page.next()));
    }

    /** How many reports older rules read. */
    public Response outdated(RoutedRequest request) {
        request.query();
        return Response.json(new Outdated(review.countOutdated()));
    }

    /** All values of the fields, in words. */
    public Response terms(RoutedRequest request) {
        request.query();
        return Response.json(ReportTermsJson.all());
    }

    private static <E extends Enum<E> & WireConstant> Function<String, E> constant(Class<E> type) {
        return name -> WireConstant.of(type, name);
    }

    private static Optional<UUID> id(RoutedRequest request) {
        try {
            return Optional.of(UUID.fromString(request.variable()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static ReportQuery selection(Fields query) {
        return new ReportQuery(
                query.read("kind", constant(ReportKind.class)),
                query.read("class", constant(FailureClass.class)),
                query.read("match", constant(ReportMatch.class)),
                query.read("delivery", DeliveryId::parse),
                query.get("campaign"),
                query.read("from", EventsApi::instant),
                query.read("to", EventsApi::instant),
                null,
                PAGE);
    }

    private record Page(List<ReportJson> reports, @Nullable String next) {}

    private record Accepted(
            @Unwrapped ReportJson report, @JsonName("new") boolean isNew) {}

    private record Outdated(long outdated) {}

    private record Reread(int reread, @Nullable UUID next) {}
}
