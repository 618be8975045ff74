package telltale.launcher.mailbox;

import java.time.Clock;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/** A mail server that keeps what it gets, and the page that shows it. */
public final class DemoMailbox implements AutoCloseable {
    private final Inbox inbox = new Inbox();
    private final CapturingSmtpServer smtp;

    public DemoMailbox(Clock clock) {
        smtp = new CapturingSmtpServer(inbox, clock);
    }

    /** The port on this machine's own address where it takes mail. */
    public int smtpPort() {
        return smtp.port();
    }

    /** Puts the page at {@code /mailbox/}, beside the web application and outside of it. */
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
