package telltale.doctor.link;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about the tracking address. */
public enum LinkFinding implements FindingType {
    TRACKING_OK(
            OK,
            "The pixel was fetched at its public name from this machine. That is no proof for recipients elsewhere.",
            ""),
    TRACKING_NOT_FETCHED(
            UNKNOWN,
            "The pixel was not fetched, because no server runs on this home, or PIXEL_URL is not set.",
            "Run the check while the server runs."),
    TRACKING_UNKNOWN(
            UNKNOWN,
            "The DNS did not answer, so the pixel was not fetched.",
            "Run the check again. If it stays so, ask the operator of the domain's name servers."),
    TRACKING_INTERNAL(
            UNKNOWN,
            "The name of a public host leads to an address of a private network here, so the pixel was not fetched."
                    + " Recipients may get another address.",
            "Look the name up outside of this network."),
    TRACKING_NO_ADDRESS(
            ERROR,
            "The host of the tracking address has no address, so no open and no click is seen.",
            "Correct PIXEL_URL, or publish an A or AAAA record."),
    TRACKING_UNREACHABLE(
            ERROR,
            "No connection to the tracking address is possible from this machine. Some networks do not let a machine"
                    + " reach its own public address; recipients may reach it then.",
            "Open the address in a browser in another network. Check the proxy and the firewall."),
    TRACKING_TLS_FAILED(
            ERROR,
            "The certificate of the tracking address has expired, is for another name, or is not trusted, so mail clients"
                    + " load no image, and browsers warn before links.",
            "Renew or replace the certificate."),
    TRACKING_CERTIFICATE_EXPIRING(
            WARNING,
            "A certificate of the tracking address expires soon; mail clients load no image after that.",
            "Renew the certificate."),
    TRACKING_REDIRECTED(
            WARNING,
            "The tracking address redirects to another one, which costs time and which some image proxies do not follow.",
            "Set PIXEL_URL to the address that answers with the image."),
    TRACKING_STATUS(
            ERROR,
            "The tracking address does not answer with 200, so no open is seen. It may lead to another server.",
            "Check PIXEL_URL, and the paths that the proxy passes on."),
    TRACKING_NO_IMAGE(
            ERROR,
            "The tracking address does not answer with an image, or not with all of it. It may lead to another server.",
            "Check PIXEL_URL, and what the proxy does to responses."),
    TRACKING_CACHED(
            ERROR,
            "The response may be cached: Telltale's Cache-Control: no-store does not arrive, or the response came from a"
                    + " cache. Only the first open is seen then.",
            "Exclude the tracking address from the cache of the proxy, and let Cache-Control pass."),
    TRACKING_HEAD(
            WARNING,
            "HEAD is not answered like GET; some scanners and clients send it before GET.",
            "Let the proxy pass HEAD on."),
    TRACKING_TOKEN_REFUSED(
            ERROR,
            "A signed link arrives changed, or at another installation of Telltale: proxies that convert paths to lower case"
                    + " destroy tokens. No open and no click is assigned to a mail.",
            "Let the proxy pass paths on unchanged, and check PIXEL_URL.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    LinkFinding(Level level, String meaning, String remedy) {
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
        return "the-tracking-address";
    }
}
