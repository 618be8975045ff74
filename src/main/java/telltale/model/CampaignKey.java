package telltale.model;

import java.nio.ByteBuffer;
import java.util.UUID;

/** Identifies a campaign where its name is too long or must not be read: the first 128 bits of a hash of the name. */
public record CampaignKey(UUID value) {
    /** The key of the campaign with a name. */
    public static CampaignKey of(String name) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(name));
        return new CampaignKey(new UUID(hash.getLong(), hash.getLong()));
    }
}
