package telltale.doctor.host;

import telltale.doctor.FindingType;

/** Findings about settings, disks and the database. */
public enum HostFinding implements FindingType {
    PIXEL_URL_OK,
    PIXEL_URL_MISSING,
    PIXEL_URL_HTTP,
    PIXEL_URL_PRIVATE,
    DASHBOARD_HTTP,
    FROM_MISSING,
    FROM_CONSUMER,
    FROM_LOCAL,
    OWN_ADDRESS_NOT_TRACKED,
    OWN_ADDRESS_SUPPRESSED,
    DISK_OK,
    DISK_LOW,
    DISK_FULL,
    DISK_UNKNOWN,
    DATABASE_OK,
    DATABASE_SLOW,
    DATABASE_UNAVAILABLE,
    DATABASE_ABSENT,
    SHARD_OK,
    SHARD_WITHOUT_MAIL,
    SHARD_UNAVAILABLE
}
