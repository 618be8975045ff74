package telltale.message.html;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes URLs whose query is signed, which a further parameter can make invalid.
 *
 * <p>The names are those of Amazon S3 ({@code X-Amz-Signature}, before {@code Signature}), CloudFront and Google Cloud CDN
 * ({@code Signature}), Google Cloud Storage ({@code X-Goog-Signature}), Alibaba ({@code x-oss-signature}), Tencent
 * ({@code q-signature}), Laravel ({@code signature}), Azure ({@code sig}), Shopify ({@code hmac}), bunny.net ({@code token}),
 * Akamai ({@code __token__}, {@code hdnts}, {@code hdnea}), nginx ({@code md5}), and imgix ({@code s}, an MD5 sum).
 */
final class SignedUrls {
    private static final Set<String> NAMES =
            Set.of("sig", "hmac", "token", "jwt", "md5", "__token__", "hdnts", "hdnea", "__gda__");

    private static final Pattern MD5 = Pattern.compile("[0-9a-fA-F]{32}");

    private SignedUrls() {}

    static boolean isSigned(LinkUrl url) {
        return url.fields().stream().anyMatch(SignedUrls::isSignature);
    }

    private static boolean isSignature(LinkUrl.Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        return name.endsWith("signature")
                || NAMES.contains(name)
                || (name.equals("s") && MD5.matcher(field.value()).matches());
    }
}
