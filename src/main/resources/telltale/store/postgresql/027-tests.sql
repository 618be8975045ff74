-- Test deliveries of the self-test. Nothing refers to them, so they are in no list, counter, statistic, stream or export.
create table test_deliveries (
    id         uuid not null primary key,
    created_at bigint not null,
    report     text -- what the test has found so far, as JSON; null for its further deliveries
);

-- The opens and clicks of test deliveries.
create table test_events (
    id       uuid not null primary key,
    delivery uuid not null references test_deliveries (id) on delete cascade,
    kind     integer not null,
    link     integer not null,
    agent    text not null,
    flags    bigint not null,
    network  integer not null,
    prefix   bigint not null
);

create index test_events_of_delivery on test_events (delivery);

-- The mails that came back for test deliveries: each itself, or a report about it.
create table test_mails (
    id          uuid not null primary key,
    delivery    uuid not null references test_deliveries (id) on delete cascade,
    received_at bigint not null,
    kind        text not null,
    raw         bytea not null
);

create index test_mails_of_delivery on test_mails (delivery);
