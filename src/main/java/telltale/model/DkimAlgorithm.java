package telltale.model;

/** The signature algorithms of DKIM keys, by the value of {@code k=} in their DNS records (RFC 8301, RFC 8463). */
public enum DkimAlgorithm implements WireConstant {
    /** read by every receiver that verifies signatures */
    RSA,
    /** shorter and stronger, read by some receivers, so that RSA signs beside it */
    ED25519
}
