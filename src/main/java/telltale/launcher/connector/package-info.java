/** The HTTP connector of the embedded Tomcat, with limits on time, connections and threads that Tomcat lacks. */
@NullMarked
package telltale.launcher.connector;

import org.jspecify.annotations.NullMarked;
