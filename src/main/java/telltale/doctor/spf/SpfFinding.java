package telltale.doctor.spf;

import telltale.doctor.FindingType;

/** Findings about SPF. */
public enum SpfFinding implements FindingType {
    SPF_OK,
    SPF_UNKNOWN,
    SPF_MISSING,
    SPF_MULTIPLE,
    SPF_SYNTAX,
    SPF_TOO_MANY_LOOKUPS,
    SPF_VOID_LOOKUPS,
    SPF_LOOP,
    SPF_INCLUDE_MISSING,
    SPF_PASS_ALL,
    SPF_OPEN_END,
    SPF_PTR,
    SPF_TRAILING_DOT,
    SPF_RELAY_PASS,
    SPF_RELAY_FAIL,
    SPF_PROVIDER_MISSING,
    SPF_RELAY_UNKNOWN
}
