package telltale.web.gate;

import org.jspecify.annotations.Nullable;

/**
 * A path with at most one variable, which matches any text, also with slashes.
 *
 * @param servletPath the first segment, under which the servlet is registered, with its slash
 * @param prefix the rest of the path up to the variable, without its first slash
 * @param suffix the path after the variable
 */
record PathTemplate(String servletPath, String prefix, boolean hasVariable, String suffix) {
    static PathTemplate parse(String path) {
        int rest = path.indexOf('/', 1);
        if (rest < 0) {
            return new PathTemplate(path, "", false, "");
        }
        int opening = path.indexOf('{');
        return opening < 0
                ? new PathTemplate(path.substring(0, rest), path.substring(rest + 1), false, "")
                : new PathTemplate(
                        path.substring(0, rest),
                        path.substring(rest + 1, opening),
                        true,
                        path.substring(path.indexOf('}') + 1));
    }

    /**
     * Whether the path matches, with or without a slash at its end; allocates nothing.
     *
     * @param pathInfo the part after the servlet's path, with its slash; null if there is none
     */
    boolean matches(@Nullable String pathInfo) {
        if (pathInfo == null) {
            return prefix.isEmpty() && suffix.isEmpty();
        }
        int fixed = 1 + prefix.length() + suffix.length();
        if (!pathInfo.startsWith(prefix, 1) || pathInfo.length() < fixed) {
            return false;
        }
        return hasVariable
                ? pathInfo.endsWith(suffix)
                : pathInfo.length() == fixed || (pathInfo.length() == fixed + 1 && pathInfo.endsWith("/"));
    }

    /** The variable's value in a path that matches; empty if there is none. */
    String variable(@Nullable String pathInfo) {
        return pathInfo == null || !hasVariable
                ? ""
                : pathInfo.substring(1 + prefix.length(), pathInfo.length() - suffix.length());
    }
}
