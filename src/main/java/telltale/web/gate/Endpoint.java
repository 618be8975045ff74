package telltale.web.gate;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A path with the rules that apply before its servlet is called.
 *
 * @param servletPath the path under which the servlet is registered, as {@code getServletPath()} returns it
 * @param rest the remaining path: empty, a literal, {@code {name}} for any text, or {@code {name}/suffix}
 * @param operations the methods, as in the OpenAPI document
 */
record Endpoint(String servletPath, String rest, Lane lane, Caller caller, List<Operation> operations) {
    /**
     * A supported method of an endpoint.
     *
     * @param body the limits of its request body
     */
    record Operation(String method, BodyRule body) {}

    Endpoint {
        operations = List.copyOf(operations);
    }

    /** The path template, as in the OpenAPI document. */
    String path() {
        return rest.isEmpty() ? servletPath : servletPath + "/" + rest;
    }

    /**
     * @param pathInfo the part after the servlet's path, with its slash; null or {@code /} if none
     */
    boolean matches(@Nullable String pathInfo) {
        int variable = rest.indexOf('}') + 1;
        boolean isAnything = variable > 0 && variable == rest.length();
        if (pathInfo == null || pathInfo.length() <= 1) {
            return rest.isEmpty() || isAnything;
        }
        if (variable == 0) {
            return !rest.isEmpty() && pathInfo.length() == rest.length() + 1 && pathInfo.endsWith(rest);
        }
        return isAnything || pathInfo.endsWith(rest.substring(variable));
    }

    /** The operation of a method; null for 405. HEAD is supported wherever GET is, unless GET sends mail. */
    @Nullable
    Operation operation(String method) {
        Operation found = listed(method);
        return found == null && method.equals("HEAD") && caller != Caller.SENDER ? listed("GET") : found;
    }

    private @Nullable Operation listed(String method) {
        for (int i = 0; i < operations.size(); i++) {
            if (operations.get(i).method().equals(method)) {
                return operations.get(i);
            }
        }
        return null;
    }

    /** The value of the field {@code Allow} (RFC 9110 section 10.2.1). */
    String allow() {
        Set<String> methods = new LinkedHashSet<>();
        for (Operation operation : operations) {
            methods.add(operation.method());
            if (operation.method().equals("GET") && caller != Caller.SENDER) {
                methods.add("HEAD");
            }
        }
        if (caller != Caller.SENDER) {
            methods.add("OPTIONS");
        }
        return String.join(", ", methods);
    }
}
