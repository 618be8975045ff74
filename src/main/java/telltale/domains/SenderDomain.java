package telltale.domains;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.dkim.DkimSigner;
import telltale.model.BounceAddress;
import telltale.settings.DkimKey;
import telltale.settings.PixelUrl;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;

/**
 * The domain of a sender, ready for use.
 *
 * @param pixelUrl the tracking URL of its mails; null for that of the settings
 * @param returnPath where reports about its mails are sent; null for the address of the settings
 * @param keys its keys, with the private ones that can be decrypted
 * @param signers sign its mails, RSA first; empty for the key of the settings
 */
public record SenderDomain(
        StoredDomain stored,
        @Nullable PixelUrl pixelUrl,
        @Nullable BounceAddress returnPath,
        List<OwnKey> keys,
        List<DkimSigner> signers) {
    public SenderDomain {
        keys = List.copyOf(keys);
        signers = List.copyOf(signers);
    }

    /** A key of the domain. */
    public record OwnKey(StoredKey stored, Optional<DkimKey> key) {}

    /** Its name in ASCII and lower case. */
    public String name() {
        return stored.domain();
    }
}
