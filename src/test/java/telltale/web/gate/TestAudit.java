package telltale.web.gate;

import org.jspecify.annotations.NullUnmarked;

/** The audit of routes that are not audited, for tests without a database. */
@NullUnmarked
public final class TestAudit {
    private TestAudit() {}

    public static RequestAudit ofUnauditedRoutes() {
        return new RequestAudit(null, null, null);
    }
}
