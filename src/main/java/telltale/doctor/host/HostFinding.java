package telltale.doctor.host;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about settings, disks and the database. */
public enum HostFinding implements FindingType {
    PIXEL_URL_OK(OK, "The tracking address is a public one with https.", ""),
    PIXEL_URL_MISSING(
            ERROR,
            "The tracking address is not set, so no tracked mail is sent.",
            "Set PIXEL_URL to the public address of the pixel, such as https://mail.example.com/app/pixel."),
    PIXEL_URL_HTTP(
            ERROR,
            "The tracking address begins with http://: everyone on the network path sees who opens what, mail clients do not"
                    + " load such images, and Chrome 154 and later warn before they open such links.",
            "Give the host a certificate, and begin PIXEL_URL with https://."),
    PIXEL_URL_PRIVATE(
            WARNING,
            "The tracking address is in a private network or on this machine: recipients elsewhere cannot reach it, so no"
                    + " open and no click is seen.",
            "Set PIXEL_URL to an address that recipients can reach."),
    DASHBOARD_HTTP(
            WARNING,
            "The address of the dashboard begins with http://: keys and session cookies cross the network in clear text.",
            "Begin TELLTALE_URL with https://."),
    FROM_MISSING(ERROR, "There is no sender, so no mail is sent.", "Set EMAIL_FROM."),
    FROM_CONSUMER(
            ERROR,
            "The sender's domain belongs to a mailbox provider that is open to anyone. Mail in its name from other servers"
                    + " fails DMARC, and is rejected.",
            "Use a domain of your own in EMAIL_FROM."),
    FROM_LOCAL(
            WARNING,
            "The sender's domain is a local name, so its DNS records are not checked. Other mail servers reject mail from it.",
            "Use a domain of your own in EMAIL_FROM."),
    DISK_OK(OK, "There is enough free space.", ""),
    DISK_LOW(WARNING, "There is less than 1 GB of free space.", "Free space, or move the folder to a larger disk."),
    DISK_FULL(
            ERROR,
            "There are less than 100 MB of free space. When it is full, opens and clicks are lost, and no mail is"
                    + " accepted.",
            "Free space, or move the folder to a larger disk."),
    DISK_UNKNOWN(
            UNKNOWN, "The free space cannot be read.", "Check that the folder exists, and that Telltale may read it."),
    DATABASE_OK(OK, "The database answers fast.", ""),
    DATABASE_SLOW(
            WARNING,
            "The database takes long to answer, so sending and the dashboard are slow.",
            "Check the load of its machine, and the network to it."),
    DATABASE_UNAVAILABLE(
            ERROR,
            "The database does not answer. Opens and clicks are kept in the spool meanwhile; no mail is accepted.",
            "Check TELLTALE_DATABASE_URL, and whether the database runs."),
    DATABASE_ABSENT(
            UNKNOWN,
            "There is no database yet; it is created at the first start.",
            "Set TELLTALE_HOME if Telltale has run before with another home folder.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    HostFinding(Level level, String meaning, String remedy) {
        this.level = level;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public Explanation explanation() {
        return new Explanation(level, meaning, remedy);
    }

    @Override
    public String section() {
        return "settings-disk-and-database";
    }
}
