package telltale.judging;

import telltale.model.WireConstant;

/** The kind of request: for a pixel or a link. */
public enum Scope implements WireConstant {
    OPEN,
    CLICK;
}
