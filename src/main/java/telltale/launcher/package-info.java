/** The program around the web application: the command line, an embedded Tomcat and the demo mailbox. */
@NullMarked
package telltale.launcher;

import org.jspecify.annotations.NullMarked;
