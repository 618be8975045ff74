package telltale.web.ops;

import jakarta.servlet.ServletContext;

/** The server that Telltale runs in. */
public final class Container {
    /** Where GlassFish and Payara say their version; to applications they tell their name alone. */
    private static final String GLASSFISH_VERSION = "glassfish.version";

    private Container() {}

    /** Name and version, such as {@code Apache Tomcat/10.1.59}. */
    public static String nameAndVersion(ServletContext context) {
        String name = context.getServerInfo();
        String version = System.getProperty(GLASSFISH_VERSION);
        boolean isVersionMissing = name.chars().noneMatch(Character::isDigit) && version != null;
        return isVersionMissing ? version.strip().replaceAll("\\s+", " ") : name;
    }
}
