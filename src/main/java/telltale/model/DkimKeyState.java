package telltale.model;

/** The state of a DKIM key, in the order of a rotation. */
public enum DkimKeyState implements WireConstant {
    /** to be published in the DNS before it signs */
    WAITING,
    SIGNING,
    /** no longer signing, and still published for mail that is on its way */
    RETIRED
}
