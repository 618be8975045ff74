package telltale.web.ops;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import telltale.model.Role;
import telltale.web.http.Access;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /metrics}: metrics of this node for Prometheus.
 *
 * <p>Requires the admin key or a request from this machine ({@link Access#isLocal}). A proxy on this machine that neither
 * preserves the {@code Host} nor adds a header must block {@code /metrics}.
 */
public final class MetricsHandler {
    private static final Set<Role> PERMITTED = Set.of(Role.ADMIN);
    private static final Problem KEY_REQUIRED = new Problem(
            Problem.Type.AUTHENTICATION_REQUIRED,
            "Send the admin key as \"Authorization: Bearer …\", or send the request from this machine without a proxy.");

    private final PrometheusRegistry registry;
    private final NodeMetrics node;
    private final Access access;
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** Creates a handler that serves a registry, to which it adds the metrics of the process. */
    public MetricsHandler(PrometheusRegistry registry, Access access) {
        this.registry = registry;
        this.node = new NodeMetrics(registry);
        this.access = access;
    }

    /** The metrics in the text format of OpenMetrics if the client accepts it, else in that of Prometheus. */
    public Response get(RoutedRequest routed) throws IOException, ProblemException {
        HttpServletRequest request = routed.http();
        if (!Access.isLocal(request)) {
            access.require(request, PERMITTED, KEY_REQUIRED);
        }
        node.describe(request.getServletContext());
        ExpositionFormatWriter format = formats.findWriter(request.getHeader("Accept"));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        format.write(body, registry.scrape());
        return response -> {
            response.setContentType(format.getContentType());
            response.setContentLength(body.size());
            body.writeTo(response.getOutputStream());
        };
    }
}
