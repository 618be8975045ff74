package telltale.web.ops;

import jakarta.servlet.ServletContext;

/** The servlet container that Telltale runs in. */
public final class Container {
    /** The system property with the version of GlassFish and Payara, whose server info contains only the name. */
    private static final String GLASSFISH_VERSION = "glassfish.version";

    private Container() {}

    /** Returns name and version, such as {@code Apache Tomcat/10.1.59}. */
    public static String nameAndVersion(ServletContext context) {
        String name = context.getServerInfo();
        String version = System.getProperty(GLASSFISH_VERSION);
        boolean isVersionMissing = name.chars().noneMatch(Character::isDigit) && version != null;
        return isVersionMissing ? version.strip().replaceAll("\\s+", " ") : name;
    }
}
