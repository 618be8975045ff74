package telltale.sns;

import java.net.URI;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A topic of Amazon SNS. The host of certificates and confirmations follows from its region, not from messages.
 *
 * @param arn such as {@code arn:aws:sns:eu-west-1:123456789012:mail}
 */
record SnsTopic(String arn) {
    private static final Pattern CERTIFICATE_PATH =
            Pattern.compile("/SimpleNotificationService-[A-Za-z0-9]{1,64}\\.pem");

    private String part(int index) {
        return arn.split(":", -1)[index];
    }

    private String suffix() {
        return part(1).equals("aws-cn") ? "amazonaws.com.cn" : "amazonaws.com";
    }

    /** The host of Amazon SNS in the region of the topic. */
    String host() {
        return "sns." + part(3) + "." + suffix();
    }

    /** The names that the certificates of Amazon SNS in this region may have, as in the AWS SDK for Java (SnsHostProvider). */
    Set<String> signers() {
        String region = part(3);
        return Set.of(
                "sns." + suffix(),
                host(),
                "sns-signing." + region + "." + suffix(),
                "sns-" + region + "." + suffix(),
                "sns-us-gov-west-1." + suffix());
    }

    /** Whether a URL is that of a certificate for messages of this topic. */
    boolean isCertificate(URI url) {
        return isHere(url)
                && url.getRawQuery() == null
                && CERTIFICATE_PATH.matcher(url.getRawPath()).matches();
    }

    /** Whether a URL confirms a subscription to a topic of the region. */
    boolean isConfirmation(URI url) {
        return isHere(url)
                && url.getRawPath().equals("/")
                && url.getRawQuery() != null
                && ("&" + url.getRawQuery() + "&").contains("&Action=ConfirmSubscription&");
    }

    private boolean isHere(URI url) {
        return "https".equals(url.getScheme())
                && host().equals(url.getHost())
                && (url.getPort() == -1 || url.getPort() == 443)
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && url.getRawPath() != null;
    }
}
