package telltale.launcher.mailbox;

import java.time.Clock;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A mail server that captures mail, and the page that shows it. */
public final class DemoMailbox implements AutoCloseable {
    private final Inbox inbox = new Inbox();
    private final CapturingSmtpServer smtp;

    public DemoMailbox(Clock clock) {
        smtp = new CapturingSmtpServer(inbox, clock);
    }

    /** Accepts mail from now on. */
    public void start() {
        smtp.start();
    }

    /** Its SMTP port on the loopback address. */
    public int smtpPort() {
        return smtp.port();
    }

    /** Adds the page at {@code /mailbox/}, outside of the web application. */
    public void addTo(Tomcat tomcat) {
        Context context = tomcat.addContext("/mailbox", null);
        context.setParentClassLoader(DemoMailbox.class.getClassLoader());
        FilterDef filter = new FilterDef();
        filter.setFilterName("local only");
        filter.setFilter(new LoopbackFilter());
        context.addFilterDef(filter);
        FilterMap everything = new FilterMap();
        everything.setFilterName("local only");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
        Tomcat.addServlet(context, "mailbox", new MailboxServlet(inbox));
        context.addServletMapping("/*", "mailbox");
    }

    @Override
    public void close() {
        smtp.close();
    }
}
